"""Published pages of the portal: measures, editions, notices, lists, seals and the register of awards."""
