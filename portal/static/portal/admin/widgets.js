/* Starts the widgets of the admin without inline scripts.
 *
 * Wagtail writes <script>initDateChooser(…)</script> behind each widget, which the content security policy forbids.
 * The portal writes <span hidden data-starts="initDateChooser" data-for="id" data-options="{…}"> instead, and this
 * file calls the function: at once for what stands in the page, later for what dialogs and new rows bring in.
 * Only the names below can be called, so an attribute that somebody smuggles in starts a widget at worst.
 */
(function () {
  "use strict";

  const FUNCTIONS = new Set(["initDateChooser", "initTimeChooser", "initDateTimeChooser", "createTaskChooser"]);
  const CONSTRUCTORS = new Set(["Chooser", "PageChooser", "DocumentChooser", "ImageChooser", "SnippetChooser"]);
  const PANELS = new Set(["InlinePanel", "MultipleChooserPanel"]);

  function start(mark) {
    const name = mark.dataset.starts;
    const options = JSON.parse(mark.dataset.options || "{}");
    mark.removeAttribute("data-starts");
    if (FUNCTIONS.has(name)) {
      window[name](mark.dataset.for, options);
    } else if (CONSTRUCTORS.has(name)) {
      new window[name](mark.dataset.for, options);
    } else if (PANELS.has(name)) {
      new window[name](options);
    }
  }

  function startAll(root) {
    if (root.matches && root.matches("[data-starts]")) {
      start(root);
    }
    if (root.querySelectorAll) {
      root.querySelectorAll("[data-starts]").forEach(start);
    }
  }

  function begin() {
    startAll(document.body);
    new MutationObserver(function (changes) {
      changes.forEach(function (change) {
        change.addedNodes.forEach(startAll);
      });
    }).observe(document.body, { childList: true, subtree: true });
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", begin);
  } else {
    begin();
  }
})();
