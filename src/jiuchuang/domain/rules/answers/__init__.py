"""One case: the decision with its reasons, money by instalments, words, receipt."""
