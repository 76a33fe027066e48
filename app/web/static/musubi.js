// Progressive enhancements only; every page works without this file. No inline code, no eval, no innerHTML of user text.
"use strict";
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => r.querySelectorAll(s);
  const debounce = (f, ms) => { let t; return (...a) => { clearTimeout(t); t = setTimeout(() => f(...a), ms); }; };
  const say = (el, text) => { if (el) el.textContent = text; };
  const plain = el => { const copy = el?.cloneNode(true); copy?.querySelectorAll("rt").forEach(x => x.remove()); return copy?.textContent; };

  // 1 facets: closed in the HTML (opens without scripts too); opened at once where there is room. Never the other way round:
  //   closing on phones after paint moves the page
  const facets = $(".js-facets");
  if (facets && matchMedia("(min-width:48em)").matches) facets.open = true;

  // 2 scroll regions take focus only when they scroll
  for (const r of $$(".mb-scroll")) if (r.scrollWidth <= r.clientWidth) r.removeAttribute("tabindex");

  // 3 live filter: GET the same address the button would, swap one region, keep focus, tell the count
  for (const form of $$("form[data-live]")) {
    const region = form.dataset.live; let ctl;
    form.addEventListener("change", debounce(async () => {
      const url = new URL(form.action); url.search = new URLSearchParams(new FormData(form));
      ctl?.abort(); ctl = new AbortController();
      try {
        const res = await fetch(url, {signal: ctl.signal});
        if (!res.ok) return;
        const fresh = $(region, new DOMParser().parseFromString(await res.text(), "text/html"));
        if (fresh) { $(region).replaceWith(document.adoptNode(fresh)); history.replaceState(null, "", url); say($("#live"), plain($("#count"))); }
      } catch (e) { if (e.name !== "AbortError") form.submit(); }
    }, 250));
  }

  // 4 combobox (WAI-ARIA APG, list autocomplete, manual selection) over a JSON endpoint: {results: [{text}]}
  for (const input of $$("input[data-suggest]")) {
    const list = document.createElement("ul"); let at = -1, ctl;
    list.id = input.id + "-list"; list.className = "mb-suggest"; list.setAttribute("role", "listbox"); list.setAttribute("aria-label", input.dataset.suggestLabel); list.hidden = true;
    input.after(list);
    for (const [k, v] of Object.entries({role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id})) input.setAttribute(k, v);
    const show = on => { list.hidden = !on; input.setAttribute("aria-expanded", String(on)); if (!on) { at = -1; input.removeAttribute("aria-activedescendant"); } };
    const mark = i => { const o = list.children; if (!o.length) return; at = (i + o.length) % o.length; [...o].forEach((x, j) => x.setAttribute("aria-selected", String(j === at))); input.setAttribute("aria-activedescendant", o[at].id); o[at].scrollIntoView({block: "nearest"}); };
    const pick = o => { input.value = o.textContent; show(false); input.form.requestSubmit(); };
    input.addEventListener("input", debounce(async () => {
      const q = input.value.trim(); if (!q) return show(false);
      ctl?.abort(); ctl = new AbortController();
      try {
        const {results} = await (await fetch(input.dataset.suggest + "?q=" + encodeURIComponent(q), {signal: ctl.signal})).json();
        list.replaceChildren(...results.map((h, i) => { const li = document.createElement("li"); li.id = `${list.id}-${i}`; li.setAttribute("role", "option"); li.setAttribute("aria-selected", "false"); li.textContent = h.text; return li; }));
        show(results.length > 0 && document.activeElement === input);
      } catch { show(false); }
    }, 150));
    input.addEventListener("keydown", e => {
      if (e.isComposing || list.hidden) return;                       // never steal keys from the Japanese IME
      if (e.key === "ArrowDown") { e.preventDefault(); mark(at + 1); } else if (e.key === "ArrowUp") { e.preventDefault(); mark(at - 1); }
      else if (e.key === "Enter" && at >= 0) { e.preventDefault(); pick(list.children[at]); } else if (e.key === "Escape") show(false);
    });
    list.addEventListener("mousedown", e => { e.preventDefault(); const o = e.target.closest("[role=option]"); if (o) pick(o); });
    input.addEventListener("blur", () => show(false));
  }

  // 5 autosave of drafts: 1.5 s after the last key, never amid an IME conversion; the server's words go into #draft. Files wait for
  //   the button. What the form has shown (seen-…) is renewed by the answer, so that nobody clashes with themselves
  for (const form of $$("form[data-autosave]")) {
    const status = $("#draft"); let dirty = false, busy = false, composing = false, stopped = false;
    const save = async () => {
      if (!dirty || stopped) return;
      if (busy || composing) return later();
      const data = new FormData(form); data.delete("once");              // each save counts, not only the first
      for (const [k, v] of [...data]) if (typeof v !== "string") data.delete(k);
      busy = true; dirty = false;
      try {
        const res = await fetch(form.dataset.autosave, {method: "POST", body: data, headers: {Accept: "application/json"}, redirect: "manual"});
        if (res.type === "opaqueredirect" || res.status === 400) { stopped = dirty = true; return say(status, status?.dataset.late); }
        if (res.status >= 500) throw new TypeError();
        const {message, seen} = await res.json().catch(() => ({}));
        for (const [k, v] of Object.entries(seen || {})) if (form.elements[k]) form.elements[k].value = v;
        if (!res.ok) dirty = true;
        say(status, message || status?.dataset.fail);
      } catch { dirty = true; say(status, status?.dataset.lost); setTimeout(save, 1e4); }
      finally { busy = false; }
    };
    const later = debounce(save, 1500);
    const changed = e => { if (e.target.name) { dirty = true; if (!composing) later(); } };
    form.addEventListener("input", changed); form.addEventListener("change", changed);
    form.addEventListener("compositionstart", () => { composing = true; });
    form.addEventListener("compositionend", () => { composing = false; dirty = true; later(); });
    form.addEventListener("submit", () => { stopped = true; dirty = false; });
    addEventListener("online", save);
    addEventListener("beforeunload", e => { if (dirty || busy) e.preventDefault(); });
  }

  // 6 upload: the same form and the same answer, with the progress told in words and as a bar. The answer's page takes this page's
  //   place (so that what it says is said once); a lost connection leaves everything in the form
  for (const form of $$("form[data-upload]")) {
    let busy = false;
    form.addEventListener("submit", e => {
      if (busy) return e.preventDefault();
      if (![...form.elements].some(el => el.type === "file" && el.files.length)) return;
      e.preventDefault(); busy = true;
      const data = new FormData(form), by = e.submitter;
      if (by?.name) data.set(by.name, by.value);
      const bar = $(".js-progress", form) || form.appendChild(Object.assign(document.createElement("div"), {className: "js-progress mb-field"}));
      const status = document.createElement("p"), progress = document.createElement("progress");
      status.setAttribute("role", "status"); progress.max = 100; progress.value = 0; progress.setAttribute("aria-label", form.dataset.sending);
      bar.replaceChildren(status, progress);
      const xhr = new XMLHttpRequest();
      const lost = () => { busy = false; progress.remove(); say(status, form.dataset.lost); status.className = "mb-err"; };
      xhr.open("POST", by?.getAttribute("formaction") || form.action);
      xhr.upload.addEventListener("progress", e => { if (e.lengthComputable) progress.value = e.loaded / e.total * 100; });
      xhr.upload.addEventListener("load", () => { progress.removeAttribute("value"); say(status, form.dataset.checking); });
      xhr.addEventListener("load", () => {
        if (!/html/.test(xhr.getResponseHeader("Content-Type") || "")) return lost();
        history.replaceState(null, "", xhr.responseURL);
        document.open(); document.write(xhr.responseText); document.close();
      });
      xhr.addEventListener("error", lost); xhr.addEventListener("abort", lost);
      xhr.send(data);
      setTimeout(() => { if (busy && progress.value === 0) say(status, form.dataset.sending); }, 50);   // an empty status first, so that its words are read out
    });
  }
})();
