# Words that stand inside many sentences: the ladder, dates, lists, what a target is called.
# A slot that is only decided by ($vague, $number) may be used in one language and not in another.

# The ladder, as a label; as a word in a sentence; and in a list of what nothing is.
rung-received = Received
rung-committed = Signed
rung-pledged = Announced
rung-expected = Anticipated
rung-prospective = Possible
word-received = received
word-committed = signed
word-pledged = announced
word-expected = anticipated
word-prospective = possible
not-received = received
not-committed = signed
not-pledged = announced
not-expected = anticipated
not-prospective = possible

audience-internal = INTERNAL
audience-partners = PARTNERS

list-and = and
list-or = or
list-nor = or
others = { $count } others
about = about { $amount }
clauses = { $first }; { $second }

# What a target is called. $kind: requirement; title (quoted as written); word-…: a title that is one plain word.
target = { $kind ->
    [requirement] the full requirement
    [title] “{ $title }”
   *[word] the { LOWER($title) }
}
# The same, where something is said of what it needs.
target-of = { $kind ->
    [requirement] the full requirement
    [title] “{ $title }”
   *[word] the { LOWER($title) }
}

date-for = { $precision ->
    [month] for { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
    [year] for { $year }
   *[day] for { $date }
}
date-on = { $precision ->
    [day] on { $date }
    [year] in { $year }
   *[month] in { $date }
}

today = today
near-month = { $which ->
    [last] last month
    [this] this month
   *[next] next month
}
near-year = { $which ->
    [last] last year
    [this] this year
   *[next] next year
}
ahead = { $vague ->
    [yes] in about { $time }
   *[no] in { $time }
}
ago = { $vague ->
    [yes] about { $time } ago
   *[no] { $time } ago
}
