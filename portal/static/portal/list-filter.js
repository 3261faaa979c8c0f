// Adds a search field above the list of entries when it is long. Without this file the list is complete.
"use strict";

(function () {
  var MIN_ROWS = 30;
  var tables = document.querySelectorAll("table[data-list-filter]");
  Array.prototype.forEach.call(tables, function (table) {
    var rows = table.tBodies[0].rows;
    if (rows.length < MIN_ROWS) {
      return;
    }
    var label = document.createElement("label");
    label.className = "list-filter";
    var input = document.createElement("input");
    input.type = "search";
    input.autocomplete = "off";
    var count = document.createElement("output");
    label.appendChild(document.createTextNode(table.getAttribute("data-list-filter")));
    label.appendChild(input);
    label.appendChild(count);
    table.parentNode.parentNode.insertBefore(label, table.parentNode);
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase();
      var shown = 0;
      Array.prototype.forEach.call(rows, function (row) {
        var found = row.textContent.toLowerCase().indexOf(wanted) !== -1;
        row.hidden = !found;
        shown += found ? 1 : 0;
      });
      count.textContent = wanted ? shown + " / " + rows.length : "";
    });
  });
})();
