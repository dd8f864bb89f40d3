// The page's own words in both languages. What the bot says comes from the bot.

import { TROUBLE_WORDS } from "./trouble_words.js";

const WORDS = {
  zh: {
    ...TROUBLE_WORDS.zh,
    title: "和解 · 演练场",
    tagline: "整个机器人就在这台电脑上运行：不联网，不用令牌，人物均为虚构。",
    offline: "连接断开，正在重连…",
    other: "English",
    otherLabel: "Switch this page to English",
    agent: "坐席",
    supervisor: "主管",
    trainer: "培训师",
    stranger: "陌生人",
    typing: "正在输入…",
    speaks: "中",
    speaksLabel: "此人手机的语言：中文。点按切换为英文（机器人的语言在它的卡片上换）",
    emptyTitle: "还没有对话",
    agentHint: "从这里开始：点「开始」，再照机器人的提示走一通电话。",
    supervisorHint: "点「开始」，坐席的求助和待看的记录会出现在这里。",
    trainerHint: "点「开始」，再点「剧本」：改台词、试走、发布、退回都在里面。",
    strangerHint: "点「开始」，看看机器人怎样对待不认识的人。",
    start: "开始",
    placeholder: "输入消息",
    send: "发送",
    commands: "命令",
    attach: "发送示例图片、语音、贴纸或文件",
    photo: "照片（示例）",
    voice: "语音（示例）",
    sticker: "贴纸",
    contact: "名片（示例）",
    document: "文件…",
    reply: "回复",
    edit: "修改",
    replyTo: "回复",
    editing: "修改消息",
    cancel: "取消",
    edited: "已编辑",
    copied: "已复制",
    copy: "复制",
    close: "好",
    down: "到最新消息",
    today: "今天",
    yesterday: "昨天",
    unread: (count) => `${count} 条未读`,
    tooLarge: "文件不能超过 1 MB",
    unsupported: "这种按钮在演练场里不能用",
    noAnswer: "机器人没有回应",
    forwarded: (name) => `转发自 ${name}`,
    reveal: "显示隐藏内容",
    seconds: (count) => `${count} 秒`,
  },
  en: {
    ...TROUBLE_WORDS.en,
    title: "Hejie · Playground",
    tagline: "The whole bot runs on this computer: no internet, no token, invented people.",
    offline: "Connection lost, trying again…",
    other: "中文",
    otherLabel: "本页切换为中文",
    agent: "Agent",
    supervisor: "Supervisor",
    trainer: "Trainer",
    stranger: "Stranger",
    typing: "typing…",
    speaks: "EN",
    speaksLabel: "The language of this person's phone: English. Press for Chinese (the bot's own language is a button on its card)",
    emptyTitle: "No conversation yet",
    agentHint: "Begin here: press START, then follow the bot through a call.",
    supervisorHint: "Press START; calls for help and records to review appear here.",
    trainerHint: "Press START, then Playbooks: change a line, try it, publish it, take it back.",
    strangerHint: "Press START and see how the bot treats somebody unknown.",
    start: "START",
    placeholder: "Message",
    send: "Send",
    commands: "Commands",
    attach: "Send a sample picture, voice, sticker or file",
    photo: "Photo (sample)",
    voice: "Voice (sample)",
    sticker: "Sticker",
    contact: "Contact (sample)",
    document: "File…",
    reply: "Reply",
    edit: "Edit",
    replyTo: "Reply to",
    editing: "Edit message",
    cancel: "Cancel",
    edited: "edited",
    copied: "Copied",
    copy: "Copy",
    close: "OK",
    down: "To the newest message",
    today: "Today",
    yesterday: "Yesterday",
    unread: (count) => `${count} unread`,
    tooLarge: "A file may have at most 1 MB",
    unsupported: "This kind of button does nothing in the playground",
    noAnswer: "The bot did not answer",
    forwarded: (name) => `Forwarded from ${name}`,
    reveal: "Show the hidden text",
    seconds: (count) => `${count} s`,
  },
};

let current = "zh";

export const language = () => current;
export const word = (key) => WORDS[current][key];
export const wordIn = (code, key) => WORDS[code === "en" ? "en" : "zh"][key];

export function speak(code) {
  current = code === "en" ? "en" : "zh";
  document.documentElement.lang = current === "en" ? "en" : "zh-CN";
}

const locale = () => (current === "en" ? "en-GB" : "zh-CN");

export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", hour12: false });
}

export function day(seconds) {
  const then = new Date(seconds * 1000);
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  const days = Math.ceil((midnight - then) / 86_400_000);
  if (days <= 0) return word("today");
  if (days === 1) return word("yesterday");
  return then.toLocaleDateString(locale(), { month: "long", day: "numeric", weekday: "short" });
}
