"""The demonstration: five cities with invented organisations marked 示例, in every state a notice can be in.

Everything is written through the actions of `cms` and `portal.calendar`, as an office would do it; only the clock is
set to days around today. `office` and `steps` are the office at work and serve the tests as well; `holders`, `wording`
and the modules named after the cities are the content; `fill` writes all of it in one transaction.
"""
