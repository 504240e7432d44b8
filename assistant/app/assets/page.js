// The page's own behaviour: open a cited clause, copy, follow the newest question. No network.
(() => {
  const clicked = (event, selector) => event.target instanceof Element && event.target.closest(selector);

  const press = (group, item) => {
    for (const other of group.querySelectorAll('[aria-pressed]')) {
      other.setAttribute('aria-pressed', String(other === item));
    }
  };

  // Scrolls the document inside its frame to the quoted words, else to the clause.
  const reveal = (element) => {
    for (const frame of element.querySelectorAll('.ky-source')) {
      const target = frame.querySelector('mark') || frame.querySelector('.ky-clause');
      if (!target) continue;
      const offset = target.getBoundingClientRect().top - frame.getBoundingClientRect().top;
      frame.scrollTop += offset - frame.clientHeight / 4;
    }
  };

  // On a narrow window what was asked for stands below: go there.
  const bring = (element) => {
    if (element.getBoundingClientRect().top > window.innerHeight * 0.7) {
      element.scrollIntoView({behavior: 'smooth', block: 'start'});
    }
  };

  const openClause = (key) => {
    const entries = document.getElementById('ky-cited');
    press(entries, [...entries.querySelectorAll('[data-open]')].find((item) => item.dataset.open === key));
    window.kuanyan.open(key);
    reveal(document.getElementById('ky-shown'));
    bring(document.getElementById('ky-panel'));
  };

  // Over plain http from another machine the browser offers no clipboard; a selection does.
  const copyText = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    area.style.opacity = '0';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (!done) throw new Error('copy');
  };

  const copyFrom = async (button) => {
    const plain = button.parentElement.querySelector('.ky-plain');
    const name = button.dataset.name || (button.dataset.name = button.textContent);
    try {
      await copyText(button.dataset.copy ?? plain.textContent);
      button.textContent = '已复制';
    } catch {
      button.textContent = '复制不了，请手工选取';
    }
    setTimeout(() => { button.textContent = name; }, 2000);
  };

  // A ready answer to what was asked back: put into the box and sent as if it were typed.
  const say = (words) => {
    const box = document.querySelector('#ky-question textarea');
    const send = document.getElementById('ky-send');
    if (!box || !send) return;
    box.value = words;
    box.dispatchEvent(new Event('input', {bubbles: true}));
    setTimeout(() => (send.matches('button') ? send : send.querySelector('button')).click(), 60);
  };

  document.addEventListener('click', (event) => {
    const entry = clicked(event, '#ky-cited [data-open]');
    const source = clicked(event, '.ky-cite');
    const copy = clicked(event, '.ky-copy');
    if (entry) openClause(entry.dataset.open);
    if (source) openClause(source.querySelector('.ky-key').textContent);
    if (copy) copyFrom(copy);
    const choice = clicked(event, '.ky-choice');
    if (choice) say(choice.textContent);
  });

  document.addEventListener('toggle', (event) => {
    if (event.target.matches('.ky-whole')) reveal(event.target);
  }, true);

  // Gradio reads a message's markup aloud as its name, and follows the end of a long answer:
  // the newest question stays at the top while its answer grows, until the reader scrolls.
  const follow = {rows: 0, row: null, top: 0};
  const tidyChat = (chat) => {
    for (const message of chat.querySelectorAll('[data-testid="bot"], [data-testid="user"]')) {
      message.setAttribute('aria-label', message.dataset.testid === 'bot' ? '回答' : '提问');
    }
    const log = chat.querySelector('[role="log"]');
    if (!log) return;
    log.setAttribute('aria-label', '对话');
    const rows = log.querySelectorAll('.message-row');
    const isNew = rows.length > follow.rows;
    if (isNew) {
      const first = rows[follow.rows];
      const before = rows[follow.rows - 1];
      follow.row = first.matches('.bot-row') && before && before.matches('.user-row') ? before : first;
    }
    follow.rows = rows.length;
    if (!follow.row || !follow.row.isConnected) return;
    if (!isNew && Math.abs(log.scrollTop - follow.top) > 4) follow.row = null;
    if (!follow.row) return;
    log.scrollTop += follow.row.getBoundingClientRect().top - log.getBoundingClientRect().top - 10;
    follow.top = log.scrollTop;
  };

  const watchChat = () => {
    const chat = document.getElementById('ky-chat');
    if (!chat) return setTimeout(watchChat, 100);
    new MutationObserver(() => tidyChat(chat)).observe(chat, {childList: true, subtree: true});
  };

  window.kuanyan = {press, reveal, bring, open: () => {}};
  watchChat();
})();
