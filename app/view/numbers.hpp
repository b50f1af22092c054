#pragma once

#include <cstdint>
#include <string>

namespace coalesce {

/// A number as print sets it: 0.0123, 412, 3.2·10⁵, 10⁷. Powers of ten from 10^5 up and below 10^-3.
/// @param digits  significant ones; zeros at the end are left out
std::string number_text(double value, int digits = 3);
/// 10^x, which need not be a number of the machine: 10⁴⁴, 1.6·10⁴⁰⁰.
std::string power_text(double log10, int digits = 2);
/// A whole number with thin spaces between groups of three.
std::string grouped(std::uint64_t n);
/// An estimate, which is worth two digits: "≈ 7.5·10⁴", "≈ 430", "≈ 23".
std::string estimate_text(double value);
/// The same of 10^x.
std::string estimate_power_text(double log10);
/// A whole exponent in raised figures.
std::string superscript(int exponent);

}  // namespace coalesce
