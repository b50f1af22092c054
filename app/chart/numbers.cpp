#include "chart/numbers.hpp"
#include "coalesce/model/text.hpp"

#include <cmath>
#include <cstdio>

namespace coalesce {
namespace {

constexpr int least_exponent = -3, most_exponent = 4;  ///< exponents of numbers written without a power of ten

std::string plain(double value, int digits) {
    char text[48];
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    return text;
}

/// Formats mantissa·10^exponent; 1 ≤ |mantissa| < 10, before rounding.
std::string with_power(double mantissa, int exponent, int digits) {
    std::string figures = plain(mantissa, digits);
    if (std::abs(std::stod(figures)) >= 10) {
        figures = plain(mantissa / 10, digits);
        ++exponent;
    }
    std::string power = "10" + superscript(exponent);
    if (figures == "1") return power;
    if (figures == "-1") return "-" + power;
    return figures + "·" + power;
}

}  // namespace

std::string superscript(int exponent) {
    static constexpr const char* figures[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string text = exponent < 0 ? "⁻" : "";
    for (const char figure : std::to_string(std::abs(exponent))) text += figures[figure - '0'];
    return text;
}

std::string grouped(std::uint64_t n) {
    std::string digits = std::to_string(n);
    for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), "\u2009");
    return digits;
}

std::string number_text(double value, int digits) {
    if (std::isnan(value)) return "–";
    if (std::isinf(value)) return value > 0 ? "∞" : "-∞";
    if (value == 0) return "0";
    // The exponent after rounding to this many digits: 99999.9 is 10⁵ at three.
    char text[48];
    std::snprintf(text, sizeof text, "%.*e", digits - 1, value);
    const std::string printed = text;
    const auto at = printed.find('e');
    const int exponent = std::stoi(printed.substr(at + 1));
    const double mantissa = std::stod(printed.substr(0, at));
    if (exponent > most_exponent || exponent < least_exponent) return with_power(mantissa, exponent, digits);
    // Whole numbers keep all their digits: 12345, not 12300.
    return plain(exponent >= digits ? std::round(value) : value, std::max(digits, exponent + 1));
}

std::string estimate_text(double value) {
    if (!std::isfinite(value) || value == 0) return number_text(value);
    const double exponent = std::floor(std::log10(std::abs(value))), unit = std::pow(10, exponent - 1);
    // Written with a power of ten, since zeros would look like known digits: 75462 is 7.5·10⁴.
    if (exponent >= 4) return "≈ " + with_power(value / std::pow(10, exponent), static_cast<int>(exponent), 2);
    return "≈ " + number_text(std::round(value / unit) * unit, 2);
}

std::string estimate_power_text(double log10) {
    if (log10 < 300 && log10 > -300) return estimate_text(std::pow(10, log10));
    return std::isfinite(log10) ? "≈ " + power_text(log10, 2) : power_text(log10, 2);
}

std::string power_text(double log10, int digits) {
    if (!std::isfinite(log10)) return number_text(log10 > 0 ? log10 : 0);
    const double exponent = std::floor(log10);
    const double mantissa = std::pow(10, log10 - exponent);
    if (exponent > most_exponent || exponent < least_exponent)
        return with_power(mantissa, static_cast<int>(exponent), digits);
    return number_text(std::pow(10, log10), digits);
}

std::string power_of_ten(double log10) {
    const double whole = std::floor(log10 + 1e-9), rest = std::pow(10, log10 - whole);
    std::string power = whole == 0 ? "1" : "10" + superscript(static_cast<int>(whole));
    if (rest < 1.05) return power;
    return whole == 0 ? formatted("%.2g", rest) : formatted("%.2g·", rest) + power;
}

std::string short_text(double value) {
    if (value == 0 || (std::abs(value) >= 1e-3 && std::abs(value) < 1e4)) return formatted("%.3g", value);
    return (value < 0 ? "−" : "") + power_of_ten(std::log10(std::abs(value)));
}

}  // namespace coalesce
