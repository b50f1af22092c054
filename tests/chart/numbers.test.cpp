#include "chart/numbers.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace coalesce;

TEST_CASE("numbers are set plainly where that is short, else with a power of ten") {
    CHECK(number_text(0) == "0");
    CHECK(number_text(0.01234) == "0.0123");
    CHECK(number_text(412) == "412");
    CHECK(number_text(12345) == "12345");
    CHECK(number_text(-0.5) == "-0.5");
    CHECK(number_text(3.2e5) == "3.2·10⁵");
    CHECK(number_text(1e7) == "10⁷");
    CHECK(number_text(-1e7) == "-10⁷");
    CHECK(number_text(2.5e-44) == "2.5·10⁻⁴⁴");
    CHECK(number_text(1.234567e8, 4) == "1.235·10⁸");
}

TEST_CASE("rounding may reach the next power of ten") {
    CHECK(number_text(99999.9) == "10⁵");
    CHECK(number_text(9.996e6) == "10⁷");
    CHECK(power_text(7.9999) == "10⁸");
}

TEST_CASE("powers beyond the machine's numbers are set all the same") {
    CHECK(power_text(400.2) == "1.6·10⁴⁰⁰");
    CHECK(power_text(2) == "100");
    CHECK(power_text(-12) == "10⁻¹²");
    CHECK(number_text(INFINITY) == "∞");
}

TEST_CASE("an estimate has two digits, and says that it is one") {
    CHECK(estimate_text(75462) == "≈ 7.5·10⁴");
    CHECK(estimate_text(99999) == "≈ 10⁵");
    CHECK(estimate_text(9999) == "≈ 10000");
    CHECK(estimate_text(432) == "≈ 430");
    CHECK(estimate_text(23.4) == "≈ 23");
    CHECK(estimate_text(0.01234) == "≈ 0.012");
    CHECK(estimate_text(INFINITY) == "∞");
    CHECK(estimate_power_text(4.8778) == "≈ 7.5·10⁴");
    CHECK(estimate_power_text(400.2) == "≈ 1.6·10⁴⁰⁰");
}

TEST_CASE("axes carry powers of ten, sentences few digits") {
    CHECK(power_of_ten(3) == "10³");
    CHECK(power_of_ten(0) == "1");
    CHECK(power_of_ten(-5) == "10⁻⁵");
    CHECK(power_of_ten(7.505) == "3.2·10⁷");
    CHECK(short_text(0.5) == "0.5");
    CHECK(short_text(9876.5) == "9.88e+03");
    CHECK(short_text(26'300) == "2.6·10⁴");
    CHECK(short_text(-1e-6) == "−10⁻⁶");
}
