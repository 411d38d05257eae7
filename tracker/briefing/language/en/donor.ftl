# Talking points to one donor: what it gave, what it owes, what would close the gap.
given = { $name }: { $stands }.
given-back = { $money } more was given back than is recorded as paid
given-no-rate = No total holds { $listed }, for want of a rate of exchange.
given-one = the { $money }
given-in-kind = In kind, { $stands }.

owed-since = { $number ->
    [1] { $listed } has been overdue since { $date }.
   *[other] { $listed } have been overdue since { $date }.
}
owed-payments = { $number ->
    [1] { $listed } is overdue in { $count_words } payments, the first since { $date }.
   *[other] { $listed } are overdue in { $count_words } payments, the first since { $date }.
}
owed-next = { $which ->
    [next] The next payment, { $amount }, is due { $when }.
   *[first] The first payment, { $amount }, is due { $when }.
}
owed-undated = No payment date is stated.
owed-all-paid = All that was promised is paid.
owed-no-more = Nothing more is announced or signed, so nothing is due.
owed-nothing = Nothing is due, for nothing is announced or signed.

close-unknown = { $kind ->
    [requirement] What is needed is not known, so that no gap can be told.
   *[threshold] What { $target } needs is not known, so that no gap can be told.
}
close-zero = Nothing is asked for, as the budget stands.
close-covered = { $target } is covered: what is { $firm } comes to the { $need }, or more
# $part: all, where nothing of it is firm; else a part. $past: the date, or the phase, is over.
close-full = { $part ->
    [all] Of the { $need } in full, nothing is { $firm }.
   *[some] { $past ->
        [yes] Of the { $need } in full, { $money } is not { $firm }.
       *[no] Of the { $need } in full, { $money } is not yet { $firm }.
    }
}
close-threshold = { $part ->
    [all] For { $target }, none of the { $need } is { $firm }.
   *[some] { $past ->
        [yes] For { $target }, { $money } of the { $need } is not { $firm }.
       *[no] For { $target }, { $money } of the { $need } is not yet { $firm }.
    }
}
# $floor: the rung that counts. $hope: what the donor's softer money is, with its amount.
close-hope = { $rung ->
    [committed] what is signed ({ $money })
    [pledged] what is announced ({ $money })
    [expected] what is anticipated ({ $money })
   *[prospective] what is possible ({ $money })
}
close-down = { $floor ->
    [received] { $vague ->
        [yes] Once paid, { $hope } would bring that down to about { $amount }.
       *[no] Once paid, { $hope } would bring that down to { $amount }.
    }
    [committed] { $vague ->
        [yes] Once signed, { $hope } would bring that down to about { $amount }.
       *[no] Once signed, { $hope } would bring that down to { $amount }.
    }
   *[pledged] { $vague ->
        [yes] Once announced, { $hope } would bring that down to about { $amount }.
       *[no] Once announced, { $hope } would bring that down to { $amount }.
    }
}
close-whole = { $floor ->
    [received] Once paid, { $hope } would close that gap.
    [committed] Once signed, { $hope } would close that gap.
   *[pledged] Once announced, { $hope } would close that gap.
}
