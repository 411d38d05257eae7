"""Exact money: what is read, what is refused, and how it is rounded."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.money import (
    MAX_HUNDREDTHS,
    CellError,
    format_amount,
    format_number,
    multiply_divide,
    parse_amount,
    parse_number,
)

INT64 = st.integers(-MAX_HUNDREDTHS, MAX_HUNDREDTHS)
POSITIVE = st.integers(1, MAX_HUNDREDTHS)


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("200000", 200_000_00), ("200,000.50", 200_000_50), ("1,000,000", 1_000_000_00), (" 5 ", 5_00), ("0.5", 50),
        ("-12.34", -12_34), ("\u221212.34", -12_34), ("-0", 0), ("007", 7_00), ("1234.5000", 1_234_50),
        ("0.500", 50), ("1,234.500", 1_234_50),
        ("92233720368547758.07", MAX_HUNDREDTHS), ("-92233720368547758.07", -MAX_HUNDREDTHS),
    ],
)  # fmt: skip
def test_an_amount_in_major_units_is_read_exactly(text: str, hundredths: int) -> None:
    assert parse_amount(text) == (hundredths, False)


@pytest.mark.parametrize("text", ["~100,000", "~ 100000", " ~100000.00"])
def test_a_tilde_makes_an_amount_approximate(text: str) -> None:
    assert parse_amount(text) == (100_000_00, True)


@pytest.mark.parametrize(
    "text",
    [
        "", "~", "~~5", "--5", "-~5", "+5", ".5", "5.", "1,23", "1.234,56", "1,000,00", "0,500", "1,2345", ",500", "1e5",
        "NaN", "inf", "٣٠٠", "３００", "200 000", "200\u00a0000", "1'000", "'5", "$5", "5 USD", "(5)", "1.2.3", "1_000",
    ],
)  # fmt: skip
def test_what_would_have_to_be_guessed_is_no_amount(text: str) -> None:
    with pytest.raises(CellError, match="is not an amount") as refused:
        parse_amount(text)
    assert refused.value.remedy == "write digits only, such as 200000 or 200,000.50"


def test_a_point_that_may_part_thousands_is_refused() -> None:
    """`200.000` was read as two hundred; half of the world writes two hundred thousand so."""
    with pytest.raises(CellError) as refused:
        parse_amount("200.000")
    assert str(refused.value) == "'200.000' may mean 200000 or three decimals"
    assert refused.value.remedy == "write 200000, or at most 2 decimals"


def test_an_amount_is_never_rounded_on_its_way_in() -> None:
    with pytest.raises(CellError, match=r"'0\.005' has more than 2 decimals") as refused:
        parse_amount("0.005")
    assert refused.value.remedy == "round it to 2 decimals"


@pytest.mark.parametrize("text", ["92233720368547758.08", "-92233720368547758.08", "9" * 5_000])
def test_an_amount_beyond_int64_is_refused_and_never_wraps(text: str) -> None:
    """Five thousand digits once crashed: Python refuses to read more than 4,300."""
    with pytest.raises(CellError, match="too large to be kept exactly") as refused:
        parse_amount(text)
    assert refused.value.remedy == "the largest is 92,233,720,368,547,758.07; check the digits"


@pytest.mark.parametrize(("text", "scaled"), [("0.71895", 7_189_500_000), ("1.234", 12_340_000_000), ("-1", -(10**10))])
def test_a_number_is_read_to_ten_places(text: str, scaled: int) -> None:
    assert parse_number(text) == scaled


@pytest.mark.parametrize("text", ["0,718", "1,234", "13 %", "~0.5", "1/2", "٠.٥"])
def test_a_number_takes_no_commas_or_signs(text: str) -> None:
    """`0,718` was read as seven hundred and eighteen."""
    with pytest.raises(CellError, match="is not a number"):
        parse_number(text)


@pytest.mark.parametrize(
    ("hundredths", "text"), [(0, "0.00"), (-5, "-0.05"), (200_000_00, "200000.00"), (1_10, "1.10")]
)
def test_an_amount_is_written_with_two_decimals(hundredths: int, text: str) -> None:
    assert format_amount(hundredths) == text


@pytest.mark.parametrize(("scaled", "text"), [(10**10, "1"), (10**12, "100"), (1, "0.0000000001"), (0, "0")])
def test_a_number_is_written_without_trailing_zeros(scaled: int, text: str) -> None:
    assert format_number(scaled) == text


@given(INT64)
def test_what_was_written_is_read_again(count: int) -> None:
    assert parse_amount(format_amount(count)) == (count, False)
    assert parse_number(format_number(count)) == count


def divide(count: int, numerator: int, denominator: int) -> int:
    arrays = (np.array([value], dtype=np.int64) for value in (count, numerator, denominator))
    return int(multiply_divide(*arrays)[0])


@pytest.mark.parametrize(
    ("count", "halves"), [(1, 0), (3, 2), (5, 2), (7, 4), (-1, 0), (-3, -2), (-5, -2)]
)  # 0.5, 1.5, 2.5, 3.5 and their like
def test_a_tie_goes_to_the_even_neighbour(count: int, halves: int) -> None:
    assert divide(count, 1, 2) == halves


@given(INT64, POSITIVE, POSITIVE)
@example(MAX_HUNDREDTHS, 1, 2)
@example(MAX_HUNDREDTHS, MAX_HUNDREDTHS, MAX_HUNDREDTHS)
@example(MAX_HUNDREDTHS, 2, 1)
@example(-MAX_HUNDREDTHS, MAX_HUNDREDTHS, 1)
@example(2**50 - 1, 3, 2)
@example(2**62 + 1, 1, 2**61 + 2)
def test_multiply_divide_is_the_exact_fraction_rounded_half_to_even(
    count: int, numerator: int, denominator: int
) -> None:
    exact = round(Fraction(count) * numerator / denominator)
    if abs(exact) > MAX_HUNDREDTHS:
        with pytest.raises(OverflowError):
            divide(count, numerator, denominator)
    else:
        assert divide(count, numerator, denominator) == exact


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**14), st.integers(1, 10**14))
def test_multiply_divide_is_exact_at_the_sizes_of_money_and_rates(count: int, numerator: int, denominator: int) -> None:
    exact = round(Fraction(count) * numerator / denominator)
    if abs(exact) <= MAX_HUNDREDTHS:
        assert divide(count, numerator, denominator) == exact


@given(st.integers(-(2**49), 2**49), st.integers(1, 2**60))
def test_multiply_divide_breaks_every_tie_evenly(whole: int, half: int) -> None:
    """(2 × whole + 1) × half ÷ (2 × half) lies half-way between two whole numbers."""
    assert divide(2 * whole + 1, half, 2 * half) == whole + whole % 2


def test_multiply_divide_leaves_its_arrays_alone() -> None:
    counts, numerators, denominators = (np.array(values) for values in ([10, 20], [6, 9], [4, 3]))
    assert multiply_divide(counts, numerators, denominators).tolist() == [15, 60]
    assert (counts.tolist(), numerators.tolist(), denominators.tolist()) == ([10, 20], [6, 9], [4, 3])
