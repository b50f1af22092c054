#include "coalesce/model/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <numeric>

namespace coalesce {

std::string decimal_text(double value) {
    std::array<char, 64> buffer;
    const double magnitude = std::abs(value);
    const bool everyday = magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e15);
    const auto [end, error] =
        everyday ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed)
                 : std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    static_cast<void>(error);  // 64 characters hold every double in these formats
    std::string text(buffer.data(), end);
    // Shortens the exponent: 1e-06 → 1e-6
    const std::size_t exponent = text.find("e-0");
    return exponent == std::string::npos ? text : text.erase(exponent + 2, 1);
}

std::string formatted(const char* pattern, double value) {
    char text[80];
    std::snprintf(text, sizeof text, pattern, value);
    return text;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    std::string digits;
    if (text.starts_with('-')) digits = "-", text.remove_prefix(1);
    const std::size_t sign = digits.size();
    const auto take_digits = [&] {
        const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
        const auto count = static_cast<std::size_t>(end - text.begin());
        digits.append(text.substr(0, count));
        text.remove_prefix(count);
        return static_cast<std::int64_t>(count);
    };
    if (take_digits() == 0) return std::nullopt;
    std::int64_t exponent = 0;  // power of 10 by which the digits are multiplied
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        exponent = -take_digits();
        if (exponent == 0) return std::nullopt;
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(text.size() > 1 && text[1] == '+' ? 2 : 1);
        int more = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), more);
        if (error != std::errc()) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        exponent += more;
    }
    if (!text.empty()) return std::nullopt;
    for (; digits.size() > sign + 1 && digits.back() == '0'; ++exponent) digits.pop_back();
    if (digits.substr(sign) == "0") return 0;
    constexpr std::int64_t most_digits = 19;
    if (exponent < 0 || exponent > most_digits) return std::nullopt;
    digits.append(static_cast<std::size_t>(exponent), '0');
    std::int64_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto result = std::from_chars(digits.data(), end, value);
    return result.ec == std::errc() && result.ptr == end ? std::optional(value) : std::nullopt;
}

std::string shortened(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return std::string(text);
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
    return std::string(text.substr(0, limit)) + "…";
}

std::string one_line(std::string text) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    std::replace_if(text.begin(), text.end(), is_control, '?');
    return text;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);  // distances of a[0..i) to every prefix of b
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
    const std::string_view start = word.substr(0, 100);  // bounds the work: a file may hold a key of megabytes
    std::string_view best;
    std::size_t least = static_cast<std::size_t>(-1);
    for (const std::string_view candidate : candidates) {
        const std::size_t distance = edit_distance(start, candidate);
        if (distance >= least) continue;
        least = distance;
        best = candidate;
    }
    return best;
}

}  // namespace coalesce
