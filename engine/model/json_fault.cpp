#include "model/json_fault.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "coalesce/model/text.hpp"

namespace coalesce {
namespace {

constexpr std::string_view blank = " \t\r\n";
constexpr std::string_view value_words =
    "a value: a number, a text in double quotes, true, false, null, a list [ … ] or an object { … }";

/// Place in a text, from 0: the first byte of what is wrong.
struct Place {
    std::size_t line = 0, column = 0;
};

Place place_at(std::string_view text, std::size_t at) {
    Place place;
    for (const char letter : text.substr(0, at)) {
        // Columns count characters: bytes that continue one in UTF-8 add nothing.
        const bool continues = (static_cast<unsigned char>(letter) & 0xC0) == 0x80;
        if (letter == '\n')
            place = {place.line + 1, 0};
        else if (!continues)
            ++place.column;
    }
    return place;
}

bool is_word(char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           letter == '_' || letter == '.' || letter == '-' || letter == '+';
}

/// The first byte of the token that ends before `end`. Within a text the fault is where the parser stopped.
std::size_t begin_of_token(std::string_view text, std::size_t end) {
    if (end == 0) return 0;
    std::size_t from = end - 1;
    if (text[from] == '"') {
        while (from > 0) {
            --from;
            if (text[from] != '"') continue;
            std::size_t backslashes = 0;
            while (backslashes < from && text[from - 1 - backslashes] == '\\') ++backslashes;
            if (backslashes % 2 == 0) return from;
        }
        return end - 1;
    }
    while (from > 0 && is_word(text[from]) && is_word(text[from - 1])) --from;
    return from;
}

/// Quotes what stands at a place: a text or a word as a whole, else one character.
std::string quoted_at(std::string_view text, std::size_t from, std::size_t end) {
    if (from >= text.size()) return "the end of the file";
    while (end < text.size() && is_word(text[from]) && is_word(text[end])) ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    return "“" + shortened(one_line(std::string(text.substr(from, std::max(end, from + 1) - from))), 30) + "”";
}

/// The last character before a place that is no blank; 0: there is none.
char before(std::string_view text, std::size_t at) {
    const std::size_t found = at == 0 ? std::string_view::npos : text.find_last_not_of(blank, at - 1);
    return found == std::string_view::npos ? '\0' : text[found];
}

/// Says in an author's words what the parser expects.
std::string wanted(std::string_view expected, std::string_view text, std::size_t at) {
    const bool begins_entry = at < text.size() && (text[at] == '"' || text[at] == '{' || text[at] == '[');
    if (expected == "':'") return "a colon between key and value";
    if (expected == "'}'") return begins_entry ? "a comma before it" : "a comma or the closing }";
    if (expected == "']'") return begins_entry ? "a comma before it" : "a comma or the closing ]";
    if (expected == "end of input") return "the end of the file";
    const bool key = expected.starts_with("string literal") || expected.find("object key") != std::string_view::npos;
    const bool closes = at < text.size() && (text[at] == '}' || text[at] == ']');
    if (closes && before(text, at) == ',') return "another entry after the comma, or no comma";
    return key ? "a key in double quotes" : std::string(value_words);
}

/// Faults within a text in quotes; nullopt: the message is of none.
std::optional<std::pair<std::string, std::string>> fault_in_string(std::string_view message) {
    const auto has = [&](std::string_view words) { return message.find(words) != std::string_view::npos; };
    if (!has("invalid string")) return std::nullopt;
    if (has("U+000A") || has("U+000D")) return {{"the end of the line in a text", "a closing quote before it, or \\n"}};
    if (has("missing closing quote")) return {{"the end of the file in a text", "a closing quote"}};
    if (has("backslash") || has("hex digits"))
        return {{"a single backslash", "two, \\\\, for each one that is meant: \\\\beta"}};
    if (has("UTF-8")) return {{"a byte that is not UTF-8", "text in UTF-8"}};
    if (has("control character")) return {{"a control character in a text", "a character that can be seen, or \\t"}};
    return {{"a surrogate without its other half", "\\uXXXX, or two of them for one character"}};
}

}  // namespace

Issue json_fault(std::string_view text, std::size_t read, std::string_view message) {
    constexpr std::string_view expects = "; expected ";
    read = std::min(read, text.size());
    const auto issue = [&](std::size_t at, const std::string& found, const std::string& expected) {
        const Place place = place_at(text, at);
        return Issue("line " + std::to_string(place.line + 1) + ", column " + std::to_string(place.column + 1),
                     "found " + found + ", expected " + expected);
    };
    if (text.find_first_not_of(blank) == std::string_view::npos) return issue(0, "nothing", "{ … }");
    if (const auto fault = fault_in_string(message)) {
        const bool ends = message.find("missing closing quote") != std::string_view::npos;
        return issue(ends ? text.size() : read - std::min<std::size_t>(read, 1), fault->first, fault->second);
    }
    const std::size_t expected_at = message.rfind(expects);
    const bool at_end = message.find("unexpected end of input") != std::string_view::npos;
    const std::size_t at = at_end ? text.size() : begin_of_token(text, read);
    const std::string_view expected =
        expected_at == std::string_view::npos ? std::string_view{} : message.substr(expected_at + expects.size());
    // A word that is no value has no "expected" of the grammar where it stands: the object's or the list's is said.
    const bool for_key = message.find("parsing object key") != std::string_view::npos;
    return issue(at, quoted_at(text, at, read),
                 wanted(expected.empty() && for_key ? "object key" : expected, text, at));
}

}  // namespace coalesce
