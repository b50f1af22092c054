#include "coalesce/model/npy_header.hpp"

#include <charconv>
#include <string_view>
#include <vector>

#include "coalesce/model/error.hpp"

namespace coalesce {
namespace {

/// Parses the header's Python dictionary: {'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }. Accepts these
/// three keys, quoted text, True/False and tuples of whole numbers; throws on anything else.
class HeaderDictionary {
  public:
    HeaderDictionary(std::string_view text, const std::string& origin) : text_(text), origin_(origin) { parse(); }

    std::string descr;
    bool fortran_order = false;
    std::vector<std::uint64_t> shape;

  private:
    void parse() {
        bool has_descr = false, has_order = false, has_shape = false;
        expect('{');
        while (!accept('}')) {
            const std::string key = quoted();
            expect(':');
            if (key == "descr") {
                once(has_descr, key);
                if (peek() == '[') fail("found a structured dtype, expected float16, float32 or float64");
                descr = quoted();
            } else if (key == "fortran_order") {
                once(has_order, key);
                fortran_order = boolean();
            } else if (key == "shape") {
                once(has_shape, key);
                shape = tuple();
            } else {
                fail("found the unknown header key '" + key + "', expected descr, fortran_order and shape");
            }
            if (!accept(',') && peek() != '}') fail("the header is not a Python dictionary");
        }
        if (peek() != '\0') fail("the header goes on after its dictionary");
        if (!has_descr || !has_order || !has_shape) fail("the header lacks descr, fortran_order or shape");
    }

    [[noreturn]] void fail(const std::string& what) const { throw InputError(origin_ + ": " + what); }
    void once(bool& seen, const std::string& key) const {
        if (seen) fail("the header has the key '" + key + "' twice");
        seen = true;
    }
    /// Skips blanks; returns the next character, '\0' at the end.
    char peek() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool accept(char c) {
        if (peek() != c || at_ >= text_.size()) return false;
        ++at_;
        return true;
    }
    void expect(char c) {
        if (!accept(c)) fail("the header is not a Python dictionary");
    }
    std::string quoted() {
        const char quote = peek();
        if (quote != '\'' && quote != '"') fail("the header is not a Python dictionary");
        const std::size_t from = ++at_, to = text_.find(quote, from);
        if (to == std::string_view::npos || to - from > 64) fail("the header is not a Python dictionary");
        at_ = to + 1;
        for (const char c : text_.substr(from, to - from)) {
            if (c < ' ' || c > '~') fail("the header is not a Python dictionary");
        }
        return std::string(text_.substr(from, to - from));
    }
    bool boolean() {
        peek();
        for (const std::string_view word : {"True", "False"}) {
            if (text_.substr(at_, word.size()) != word) continue;
            at_ += word.size();
            return word == "True";
        }
        fail("fortran_order is neither True nor False");
    }
    std::vector<std::uint64_t> tuple() {
        std::vector<std::uint64_t> entries;
        expect('(');
        while (!accept(')')) {
            peek();
            std::uint64_t entry = 0;
            const char* const from = text_.data() + at_;
            const auto [end, error] = std::from_chars(from, text_.data() + text_.size(), entry);
            if (error != std::errc()) fail("the shape is not a tuple of whole numbers ≥ 0 that fit in 64 bits");
            at_ += static_cast<std::size_t>(end - from);
            entries.push_back(entry);
            if (!accept(',') && peek() != ')') fail("the shape is not a tuple of whole numbers");
        }
        return entries;
    }

    std::string_view text_;
    const std::string& origin_;
    std::size_t at_ = 0;
};

/// Takes the byte order and size of a value from numpy's name, "<f8": little-endian, 8 bytes.
void take_type(const std::string& descr, NpyHeader& header, const std::string& origin) {
    const bool known = descr.size() == 3 && (descr[0] == '<' || descr[0] == '>') && descr[1] == 'f' &&
                       (descr[2] == '2' || descr[2] == '4' || descr[2] == '8');
    if (!known)
        throw InputError(origin + ": found values of dtype '" + descr +
                         "', expected float16, float32 or float64 (f2, f4, f8 after < or >)");
    header.big_endian = descr[0] == '>';
    header.item_size = static_cast<std::size_t>(descr[2] - '0');
}

/// Finds the dictionary by the length field of the format's version (2 bytes in 1.0, else 4).
std::string_view dictionary_text(std::string_view prefix, std::uintmax_t file_size, const std::string& origin) {
    constexpr std::string_view magic = "\x93NUMPY";
    if (prefix.substr(0, magic.size()) != magic) throw InputError(origin + ": is not an .npy file");
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(prefix[i])); };
    if (prefix.size() < 10) throw InputError(origin + ": is cut short within its header");
    const std::uint32_t version = byte(6);
    if (version < 1 || version > 3 || byte(7) != 0) {
        throw InputError(origin + ": found .npy format " + std::to_string(version) + "." + std::to_string(byte(7)) +
                         ", expected 1.0, 2.0 or 3.0");
    }
    const std::size_t start = version == 1 ? 10 : 12;
    if (prefix.size() < start) throw InputError(origin + ": is cut short within its header");
    std::uint32_t length = byte(8) | byte(9) << 8;
    if (version > 1) length |= byte(10) << 16 | byte(11) << 24;
    if (start + length > file_size) throw InputError(origin + ": is cut short within its header");
    if (start + length > prefix.size()) {
        throw InputError(origin + ": found a header of " + std::to_string(length) + " bytes, expected at most 65536");
    }
    return prefix.substr(start, length);
}

}  // namespace

NpyHeader parse_npy_header(std::span<const unsigned char> prefix, std::uintmax_t file_size, const std::string& origin) {
    const std::string_view bytes(reinterpret_cast<const char*>(prefix.data()), prefix.size());
    const std::string_view text = dictionary_text(bytes, file_size, origin);
    const HeaderDictionary dictionary(text, origin);

    NpyHeader header;
    take_type(dictionary.descr, header, origin);
    header.fortran_order = dictionary.fortran_order;
    header.data_offset = static_cast<std::size_t>(text.data() + text.size() - bytes.data());
    if (dictionary.shape.size() != 1 && dictionary.shape.size() != 2) {
        throw InputError(origin + ": found an array of " + std::to_string(dictionary.shape.size()) +
                         " dimensions, expected 2 (tokens × coordinates) or 1 (angles)");
    }
    const bool flat = dictionary.shape.size() == 1;
    const std::uint64_t rows = dictionary.shape[0], columns = flat ? 1 : dictionary.shape[1];
    const std::string shape = std::to_string(rows) + (flat ? "" : "×" + std::to_string(columns));
    if (rows == 0 || columns == 0) throw InputError(origin + ": found an empty array of shape " + shape);
    const std::uint64_t available = (file_size - header.data_offset) / header.item_size;
    // Divides instead of multiplying: rows * columns may wrap around.
    const bool fits = rows <= available / columns;
    if (!fits || rows * columns * header.item_size != file_size - header.data_offset) {
        throw InputError(origin + ": the header promises " + shape + " values of " + std::to_string(header.item_size) +
                         " bytes, but " + std::to_string(file_size - header.data_offset) + " bytes follow it");
    }
    header.rows = rows;
    header.columns = columns;
    return header;
}

}  // namespace coalesce
