#pragma once

#include <cstdint>
#include <string>

namespace coalesce {

/// Formats a number: 0.0123, 412, 3.2·10⁵, 10⁷; with a power of ten from 10^5 on and below 10^-3.
/// @param digits  significant digits; zeros at the end are omitted
std::string number_text(double value, int digits = 3);
/// Formats 10^log10, which may exceed the range of double: 10⁴⁴, 1.6·10⁴⁰⁰.
std::string power_text(double log10, int digits = 2);
/// Formats a whole number with thin spaces between groups of three digits.
std::string grouped(std::uint64_t n);
/// Formats an estimate with at most two digits: "≈ 7.5·10⁴", "≈ 430", "≈ 23".
std::string estimate_text(double value);
/// Formats 10^log10 in the same way.
std::string estimate_power_text(double log10);
/// Formats a number for a sentence or a mark in a picture: three digits from 0.001 to 9999, else "2.6·10⁴".
std::string short_text(double value);
/// Formats 10^log10 for the ticks of an axis, always as a power: "10³", "1", "10⁻⁵"; "3.2·10⁷" where the exponent is
/// not whole.
std::string power_of_ten(double log10);
/// Formats a whole number in superscript digits.
std::string superscript(int exponent);

}  // namespace coalesce
