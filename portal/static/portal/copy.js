// Adds a button to every text that is there to be copied. Without this file the texts are marked and copied by hand.
"use strict";

(function () {
  function marked(text) {
    var range = document.createRange();
    range.selectNodeContents(text);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-copy]"), function (group) {
    Array.prototype.forEach.call(group.querySelectorAll("[data-copy-text]"), function (text) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = group.getAttribute("data-copy");
      var said = document.createElement("span");
      said.className = "copied";
      said.setAttribute("role", "status");
      text.parentNode.insertBefore(button, text.nextSibling);
      button.parentNode.insertBefore(said, button.nextSibling);
      // What a browser does not let us copy stays marked for the reader to copy. The newer clipboard is closed to every page.
      button.addEventListener("click", function () {
        marked(text);
        said.textContent = document.execCommand("copy") ? group.getAttribute("data-copied") : "";
      });
    });
  });
})();
