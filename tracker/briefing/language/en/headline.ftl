# The bottom line. $money is an amount, with “about” before it where it is approximate; $amount is one without.

past-date = { $date } has passed, and { $clause }
past-phase = the phase has ended, and { $clause }
lead-covered = { $target } is covered in cash
lead-promised = { $target } is covered only { $condition }
lead-short = { $past ->
    [yes] { $target } is not covered
   *[no] { $target } is not yet covered
}
would-be = it would be covered only { $condition }
target-would-be = { $target } would be covered only { $condition }

# On what coverage depends. $rests: on which rungs; $more: as well as on firmer money; $mood: is, would.
condition = { $rests ->
    [committed] if what is signed is paid
    [pledged] if what is announced is paid
    [both] if all that is signed and announced is paid
    [expected] { $more ->
        [yes] if what is anticipated comes as well
       *[no] if what is anticipated comes
    }
   *[prospective] { $more ->
        [yes] if all that is merely possible comes as well
       *[no] if all that is merely possible comes
    }
}

stands-received = { $money } is received
stands-committed = { $money } is signed
stands-pledged = { $money } is announced
stands-expected = { $money } is anticipated
stands-prospective = { $money } is possible

need = { $dated ->
    [yes] { $amount } needed { $by }
   *[no] { $amount } needed
}
# What stands beside what is needed; $several: on more than one rung.
stands-over = { $several ->
    [yes] { $stands }, together { $vague ->
        [yes] about { $amount }
       *[no] { $amount }
    } more than the { $need }
   *[no] { $stands }, { $vague ->
        [yes] about { $amount }
       *[no] { $amount }
    } more than the { $need }
}
stands-exactly = { $several ->
    [yes] { $dated ->
        [yes] { $stands }, together exactly what is needed { $by }
       *[no] { $stands }, together exactly what is needed
    }
   *[no] { $dated ->
        [yes] { $stands }, exactly what is needed { $by }
       *[no] { $stands }, exactly what is needed
    }
}
stands-of = { $stands } of the { $need }
stands-against = { $stands } against the { $need }
beyond = { $first }; beyond that, { $second }

# $aside: money that cannot count, or not by that date, stands somewhere.
nothing-of = { $aside ->
    [yes] nothing that counts is { $rungs } of the { $need }
   *[no] nothing is { $rungs } of the { $need }
}
nothing = { $aside ->
    [yes] nothing that counts is { $rungs }
   *[no] nothing is { $rungs }
}
nothing-more = { $aside ->
    [yes] nothing more that counts is { $rungs }
   *[no] nothing more is { $rungs }
}
nothing-in-sight = nothing is in sight

unpaid-all = None of it is paid yet.
unpaid = { $amount } has yet to be paid.
low-end = Should only the least of it come, { $amount } would be missing.

# What is missing. $least: it cannot be less.
lacking = { $least ->
    [yes] { $vague ->
        [yes] at least about { $amount } is missing
       *[no] at least { $amount } is missing
    }
   *[no] { $vague ->
        [yes] about { $amount } is missing
       *[no] { $amount } is missing
    }
}
lacking-all = all of it is missing
nothing-else = Nothing else is in sight: { $lacking }.
counting-sight = { $late ->
    [yes] Counting everything in sight for that date, { $lacking }.
   *[no] Counting everything in sight, { $lacking }.
}
counting-announced = { $late ->
    [yes] Counting everything announced for that date, { $lacking }.
   *[no] Counting everything announced, { $lacking }.
}

aside-late = A further { $amount } is due only after that date and is not counted.
aside-earmarked = A further { $amount } is earmarked for other purposes and cannot count.
aside-unconverted = { $number ->
    [one] { $listed } is left out, for want of a rate of exchange.
   *[other] { $listed } are left out, for want of a rate of exchange.
}

need-unknown = { $kind ->
    [requirement] what is needed is not known
   *[threshold] what { $target } needs is not known
}
need-zero = { $kind ->
    [requirement] nothing is needed, as the budget stands
   *[threshold] { $target } needs no money
}
