// 出题 and 学习模式: sends forms and clicks to the program, keeps what is typed, saves and opens files.
(() => {
  const valuesOf = (form, submitter) => {
    const data = {};
    const pressed = submitter && submitter.name ? [[submitter.name, submitter.value]] : [];
    for (const [name, value] of [...new FormData(form), ...pressed]) {
      if (typeof value === 'string') data[name] = name in data ? [].concat(data[name], value) : value;
    }
    return data;
  };

  const show = (target) => {
    target.focus({preventScroll: true});
    const box = target.getBoundingClientRect();
    if (box.top < 0 || box.bottom > window.innerHeight) {
      target.scrollIntoView({block: box.height > window.innerHeight * 0.7 ? 'start' : 'center'});
    }
  };

  const LARGEST = 10_000_000;  // bytes of a file that is opened

  const isOpen = () => document.querySelector('.kq-edit') !== null;

  // The form that chooses a paper.
  const choose = (element, trigger, onChange) => {
    let waiting = 0;
    const form = () => element.querySelector('form');
    const askCapacity = (delay) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => trigger('input', valuesOf(form())), delay);
    };
    const go = (data) => {
      clearTimeout(waiting);
      if (isOpen() && element.id === 'ky-choose-make'
          && !window.confirm('有一道题正在修改，还没有保存；换试卷会丢掉这些修改，继续吗？')) return;
      element.setAttribute('aria-busy', 'true');
      const title = document.querySelector('#ky-quiz [data-title]');
      trigger('click', {...valuesOf(form()), turn: element.querySelector('details').dataset.turn,
        ...(title && element.id === 'ky-choose-make' ? {title: title.value} : {}), ...data});
    };
    const send = async (input) => {
      const file = input.files[0];
      if (!file) return;
      if (file.size > LARGEST) return go({act: 'load', name: file.name, bytes: '', size: 'large'});
      const bytes = new Uint8Array(await file.arrayBuffer());
      let text = '';
      for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
      input.value = '';
      go({act: 'load', name: file.name, bytes: btoa(text)});
    };
    element.addEventListener('submit', (event) => {
      event.preventDefault();
      go({act: 'make'});
    });
    element.addEventListener('click', (event) => {
      if (!(event.target instanceof Element)) return;
      if (event.target.closest('.kq-choose > summary')) askCapacity(100);  // what stands below may be of before
      const item = event.target.closest('[data-pick], [data-act=use]');
      if (!item) return;
      if ('pick' in item.dataset) element.querySelector('input[type=file]').click();
      else go({act: 'use'});
    });
    element.addEventListener('input', (event) => {
      if (event.target.type === 'file') return;
      if (event.target.name === 'chapter' && event.target.checked) {
        event.target.closest('.kq-document').querySelector('[name=doc]').checked = true;
      }
      if (event.target.name === 'doc' && !event.target.checked) {
        for (const box of event.target.closest('.kq-document').querySelectorAll('[name=chapter]')) box.checked = false;
      }
      askCapacity(500);
    });
    element.addEventListener('change', (event) => {
      if (event.target.type === 'file') send(event.target);
    });
    new IntersectionObserver((seen, watcher) => {  // what all can bear, once the form is first seen
      if (!seen.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      askCapacity(0);
    }).observe(element);
    onChange(() => {
      element.removeAttribute('aria-busy');
      const wrong = element.querySelector('[aria-invalid=true]') || element.querySelector('.kc-wrong');
      if (wrong) show(wrong);
    });
  };

  // The clause beside an item.
  let opener = null;
  let shown = '';
  let wanted = false;
  let resting = 0;
  const openClause = (key, from) => {
    clearTimeout(resting);
    opener = from;
    shown = key;
    window.kuanyan.openQuizzed(key);
  };
  const showQuizzed = (element) => {
    window.kuanyan.reveal(element);
    if (wanted) window.kuanyan.bring(document.getElementById('ky-quiz-panel'));
    wanted = false;
  };

  const focusOf = (element) => {
    const invalid = element.querySelector('input[aria-invalid=true], textarea[aria-invalid=true]')
      || element.querySelector('[aria-invalid=true] input');
    if (invalid) return invalid;
    const alert = element.querySelector('.kc-wrong[role=alert]');
    if (alert) return alert.closest('[tabindex]') || alert;
    const step = element.querySelector('#kq-step-title');
    if (step) return step;
    const [uid, part] = (element.querySelector('[data-focus]')?.dataset.focus || '').split(' ');
    if (uid === 'sum') return element.querySelector('[data-sum]');
    const item = uid && element.querySelector(`[data-uid="${uid}"]`);
    if (!item || !part) return item;
    if (part === 'stem') return item.querySelector('[name=stem]');
    if (part === 'found') return item.querySelector('.kq-found');
    const button = item.querySelector(`[data-act=${part}]`);
    return button.disabled ? item.querySelector(`[data-act=${part === 'up' ? 'down' : 'up'}]`) : button;
  };

  // The paper, or the questions of a learner.
  const quiz = (element, send, onChange) => {
    const go = (data) => {
      const edit = element.querySelector('[data-keep]');
      const title = element.querySelector('[data-title]');
      element.setAttribute('aria-busy', 'true');
      send({...(edit ? {draft: valuesOf(edit)} : {}), ...(title ? {title: title.value} : {}), ...data});
    };
    const act = (button) => go({act: button.dataset.act, uid: button.closest('[data-uid]')?.dataset.uid || ''});
    element.addEventListener('submit', (event) => {
      event.preventDefault();
      go({...valuesOf(event.target, event.submitter), act: event.target.dataset.act});
    });
    element.addEventListener('click', (event) => {
      if (!(event.target instanceof Element)) return;
      const item = event.target.closest('button[data-act], [data-open], [data-file]');
      const entry = event.target.closest('.kq-item');
      if (item && item.dataset.open) {
        wanted = true;
        openClause(item.dataset.open, item);
      } else if (item && item.dataset.file) askFile(item, element);
      else if (item) act(item);
      else if (entry && entry.dataset.first && !window.getSelection().toString()) openClause(entry.dataset.first, entry);
    });
    element.addEventListener('focusin', (event) => {
      const entry = event.target.closest('.kq-item');
      if (!entry || 'open' in event.target.dataset || [undefined, '', shown].includes(entry.dataset.first)) return;
      clearTimeout(resting);  // once the focus rests there
      resting = setTimeout(() => openClause(entry.dataset.first, entry), 250);
    });
    element.addEventListener('keydown', (event) => {
      const entry = event.target.closest('.kq-item');
      if (entry && event.altKey && ['ArrowUp', 'ArrowDown'].includes(event.key)) {
        event.preventDefault();
        go({act: event.key === 'ArrowUp' ? 'up' : 'down', uid: entry.dataset.uid});
      }
    });
    onChange(() => {
      element.removeAttribute('aria-busy');
      const target = focusOf(element);
      if (target) show(target);
    });
  };

  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest('[data-to-quiz]')) return;
    const back = opener && opener.isConnected ? opener : document.getElementById('ky-quiz-tabs');
    back.scrollIntoView({block: 'center'});
    back.focus({preventScroll: true});
  });

  // Files come as data: nothing of a visitor is left on the server.
  let asked = 0;
  let saved = '';
  const tell = (words, isWrong) => {
    for (const line of document.querySelectorAll('#ky-quiz .kq-told')) {
      line.textContent = words;
      line.classList.toggle('kc-wrong', Boolean(isWrong));
    }
  };
  const askFile = (button, element) => {
    asked += 1;
    tell('正在生成……');
    const title = element.querySelector('[data-title]').value;
    window.kuanyan.fetchPaper({ending: button.dataset.file, title, n: String(asked)});
  };
  const takePaper = (element) => {
    const item = element.querySelector('[data-n]');
    if (!item) return tell('没有生成，请再试一次', true);
    if (item.dataset.error) return tell(item.dataset.error, true);
    const {bytes, type, name, ending} = item.dataset;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], {type}));
    Object.assign(link, {download: name}).click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    if (ending === '.json') saved = document.querySelector('#ky-quiz .kq-paper').dataset.changes;
    item.remove();
    tell(`已下载 ${name}${isOpen() ? '（正在修改的题还没有保存，没有算在内）' : ''}`);
  };

  window.addEventListener('beforeunload', (event) => {
    const paper = document.querySelector('#ky-quiz .kq-paper');
    const isUnsaved = paper && paper.dataset.count !== '0' && paper.dataset.changes !== saved;
    if (isUnsaved || isOpen() || document.querySelector('.kq-learn[data-live]')) event.preventDefault();
  });

  Object.assign(window.kuanyan, {choose, quiz, showQuizzed, takePaper});
})();
