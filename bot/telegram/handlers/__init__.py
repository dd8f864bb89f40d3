"""What a tap or a text comes to: one file for each kind of thing that people do."""
