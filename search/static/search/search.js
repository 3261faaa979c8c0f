// Opens the column of facets where there is room for it, and narrows a long list while one types. Nothing here is needed.
"use strict";

(function () {
  var wide = window.matchMedia("(min-width: 900px)");
  Array.prototype.forEach.call(document.querySelectorAll("details[data-wide-open]"), function (drawer) {
    function fit() {
      drawer.open = wide.matches;
    }
    fit();
    wide.addListener(fit);
  });

  Array.prototype.forEach.call(document.querySelectorAll("input[data-narrows]"), function (input) {
    var list = document.getElementById(input.getAttribute("data-narrows"));
    if (!list) {
      return;
    }
    var items = list.querySelectorAll("li");
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase();
      Array.prototype.forEach.call(items, function (item) {
        var chosen = item.querySelector("input").checked;
        item.hidden = !chosen && item.textContent.toLowerCase().indexOf(wanted) === -1;
      });
    });
  });
})();
