-- What lists are narrowed to, each with the time that they are ordered by. Those of calls that have not ended are
-- short; those of outcomes are written when a call ends. No tap of a call touches any of them.
--
-- The calls of one person are also asked for by team (a supervisor's own calls in another team, an agent's calls in the
-- supervisor's team), which may be none of thousands: team and kept stand in the index, so that it alone tells.
DROP INDEX sessions_of_agent;
CREATE INDEX sessions_of_agent ON sessions (agent, opened_at, team, kept);
CREATE INDEX sessions_of_agent_not_ended ON sessions (agent, opened_at) WHERE status <> 'ended';
CREATE INDEX sessions_of_agent_outcome ON sessions (agent, outcome, opened_at, team, kept) WHERE outcome IS NOT NULL;
CREATE INDEX sessions_of_team_not_ended ON sessions (team, opened_at) WHERE status <> 'ended';
CREATE INDEX sessions_of_team_outcome ON sessions (team, outcome, opened_at) WHERE outcome IS NOT NULL;
CREATE INDEX sessions_of_outcome ON sessions (outcome, opened_at) WHERE outcome IS NOT NULL;
