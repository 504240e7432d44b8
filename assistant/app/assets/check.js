// 自查: sends forms and clicks to the program, moves the focus to what is new, saves and prints reports.
(() => {
  const fields = (form, submitter) => {
    const data = {act: form.dataset.act};
    const pressed = submitter && submitter.name ? [[submitter.name, submitter.value]] : [];
    for (const [name, value] of [...new FormData(form), ...pressed]) {
      data[name] = name in data ? [].concat(data[name], value) : value;
    }
    return data;
  };

  const show = (target) => {
    target.focus({preventScroll: true});
    const box = target.getBoundingClientRect();
    if (box.top < 0 || box.bottom > window.innerHeight) {
      target.closest('.ky-check, .kc-field').scrollIntoView({block: 'start'});
    }
  };

  let opener = null;
  let wanted = false;
  const openClause = (item) => {
    opener = item;
    wanted = true;
    window.kuanyan.openChecked(item.dataset.open);
  };

  // The clause is there: light it, and where it was asked for, go to it.
  const showClause = (element) => {
    window.kuanyan.reveal(element);
    if (wanted) window.kuanyan.bring(document.getElementById('ky-check-panel'));
    wanted = false;
  };

  const choosePlace = (input) => {
    const radio = input.closest('.kc-option')?.querySelector('input[type=radio]');
    if (radio && input.value) radio.checked = true;
  };

  // 存在 and 不清楚 of one circumstance exclude each other.
  const exclude = (box) => {
    const row = box.closest('.kc-circumstance');
    if (!row || !box.checked) return;
    for (const other of row.querySelectorAll('input')) if (other !== box) other.checked = false;
  };

  const check = (element, send, onChange) => {
    const go = (data) => {
      element.setAttribute('aria-busy', 'true');
      send(data);
    };
    element.addEventListener('submit', (event) => {
      event.preventDefault();
      go(fields(event.target, event.submitter));
    });
    element.addEventListener('click', (event) => {
      const item = event.target instanceof Element && event.target.closest('[data-act], [data-open], [data-file]');
      if (!item || item.tagName === 'FORM') return;
      if (item.dataset.open) openClause(item);
      if (item.dataset.file) askReport(item);
      if (item.dataset.act && (!item.dataset.ask || window.confirm(item.dataset.ask))) {
        go({act: item.dataset.act, facts: item.dataset.facts || ''});
      }
    });
    element.addEventListener('input', (event) => {
      if (event.target.name === 'place') choosePlace(event.target);
      if (event.target.type === 'checkbox') exclude(event.target);
    });
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      if (event.target.type === 'checkbox') {  // else Enter would press the form's first button: 都没有
        event.preventDefault();
        event.target.click();
      }
      if (event.target.dataset.enter !== 'submit') return;
      event.preventDefault();
      event.target.form.requestSubmit();
    });
    onChange(() => {
      element.removeAttribute('aria-busy');
      const target = element.querySelector('[aria-invalid=true]:not(fieldset)')
        || element.querySelector('[aria-invalid=true] input') || element.querySelector('.kc-offer')
        || element.querySelector('#kc-step-title');
      if (target) show(target);
    });
  };

  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest('[data-return]')) return;
    const back = opener && opener.isConnected ? opener : document.getElementById('kc-step-title');
    back.scrollIntoView({block: 'center'});
    back.focus({preventScroll: true});
  });

  // What was answered is kept on this page only: leaving it is asked about.
  window.addEventListener('beforeunload', (event) => {
    const answered = document.querySelectorAll('#ky-check .kc-given .kc-row').length > 2;  // beside region, matter
    if (answered) event.preventDefault();
  });

  // Reports come as data: nothing of a visitor is left on the server.
  let asked = 0;
  const tell = (words) => {
    for (const line of document.querySelectorAll('#ky-check .kc-told')) line.textContent = words;
  };
  const askReport = (button) => {
    asked += 1;
    tell('正在生成……');
    window.kuanyan.fetchReport({kind: button.dataset.file, n: String(asked)});
  };

  const takeReport = (element) => {
    const item = element.querySelector('[data-bytes]');
    if (!item) return tell('没有生成，请再试一次');
    const bytes = Uint8Array.from(atob(item.dataset.bytes), (c) => c.charCodeAt(0));
    if (item.dataset.kind === 'print') printPage(new TextDecoder().decode(bytes));
    else save(new Blob([bytes], {type: item.dataset.type}), item.dataset.name);
    item.remove();
    tell(item.dataset.kind === 'print' ? '' : `已下载 ${item.dataset.name}`);
  };

  const save = (blob, name) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  const printPage = (page) => {
    document.getElementById('kc-print')?.remove();
    const frame = document.createElement('iframe');
    frame.id = 'kc-print';
    frame.title = '打印的报告';
    frame.tabIndex = -1;
    frame.setAttribute('aria-hidden', 'true');
    frame.addEventListener('load', () => frame.contentWindow.print());
    frame.srcdoc = page;
    document.body.append(frame);
  };

  Object.assign(window.kuanyan, {check, showClause, takeReport});
})();
