/* Shows how far an upload is and lets it be stopped. Without this file the same form is sent by the browser itself.
 *
 * The form goes to where it would go anyway, field by field in the same order. The answer is the next page; its body takes
 * the place of this one. The browser parses it as the answer to a request (no text is ever turned into markup here), and
 * scripts in it are left out: this one goes on listening.
 */
(function () {
  "use strict";

  const MIB = 1024 * 1024;
  let request = null;

  function place(form) {
    return form.querySelector("[data-upload]");
  }

  function say(area, words) {
    area.querySelector("[data-upload-state]").textContent = words;
  }

  function show(area, sending) {
    area.hidden = false;
    area.querySelector("progress").hidden = !sending;
    area.querySelector("button").hidden = !sending;
  }

  function chosen(form) {
    const files = [];
    form.querySelectorAll("input[type=file]").forEach(function (input) {
      Array.prototype.push.apply(files, input.files);
    });
    return files;
  }

  /* What the server would refuse after everything was sent, said before. Empty when it would take the files. */
  function objection(area, files) {
    const large = files.filter(function (file) {
      return file.size > Number(area.dataset.fileMib) * MIB;
    });
    const all = files.reduce(function (sum, file) {
      return sum + file.size;
    }, 0);
    if (large.length) {
      return area.dataset.large + large.map((file) => file.name).join(area.dataset.comma);
    }
    if (files.length > Number(area.dataset.files)) {
      return area.dataset.many;
    }
    return all > Number(area.dataset.allMib) * MIB ? area.dataset.full : "";
  }

  function put(page, address) {
    page.querySelectorAll("script").forEach(function (script) {
      script.remove();
    });
    const have = Array.from(document.styleSheets, (sheet) => sheet.href);
    page.querySelectorAll("link[rel=stylesheet]").forEach(function (link) {
      if (have.indexOf(new URL(link.getAttribute("href"), address).href) < 0) {
        document.head.appendChild(document.adoptNode(link));
      }
    });
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
    window.scrollTo(0, 0);
    const start = document.querySelector("[role=alert], .slips, h1");
    if (start) {
      start.setAttribute("tabindex", "-1");
      start.focus();
    }
  }

  function stopped(form, words) {
    const area = place(form);
    request = null;
    form.removeAttribute("aria-busy");
    show(area, false);
    say(area, words);
  }

  function send(form, button) {
    const area = place(form);
    const bar = area.querySelector("progress");
    const address = new URL((button && button.getAttribute("formaction")) || form.getAttribute("action"), location.href);
    const data = new FormData(form);
    let said = "";
    if (button && button.name) {
      data.append(button.name, button.value);
    }
    request = new XMLHttpRequest();
    request.open("POST", address.href);
    request.responseType = "document";
    request.upload.addEventListener("progress", function (event) {
      const share = event.lengthComputable ? Math.floor((100 * event.loaded) / event.total) : 0;
      bar.value = share;
      /* In tenths: a screen reader speaks every change. */
      const words = share < 100 ? area.dataset.sending + (share - (share % 10)) + "%" : area.dataset.saving;
      if (words !== said) {
        said = words;
        say(area, words);
      }
    });
    request.addEventListener("load", function () {
      const page = request.response;
      const last = request.responseURL;
      if (!page || !page.body) {
        stopped(form, area.dataset.failed);
        return;
      }
      request = null;
      if (new URL(last).pathname !== address.pathname) {
        history.replaceState(null, "", last);
      }
      put(page, last);
    });
    request.addEventListener("error", function () {
      stopped(form, area.dataset.failed);
    });
    request.addEventListener("abort", function () {
      stopped(form, area.dataset.stopped);
    });
    form.setAttribute("aria-busy", "true");
    bar.value = 0;
    show(area, true);
    say(area, area.dataset.sending + "0%");
    request.send(data);
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    const area = place(form);
    if (request) {
      event.preventDefault();
      return;
    }
    const files = area ? chosen(form) : [];
    if (!files.length) {
      return;
    }
    event.preventDefault();
    const words = objection(area, files);
    if (words) {
      show(area, false);
      say(area, words);
      return;
    }
    send(form, event.submitter);
  });

  document.addEventListener("click", function (event) {
    if (request && event.target.closest("[data-upload-stop]")) {
      request.abort();
    }
  });
})();
