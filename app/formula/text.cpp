#include "formula/text.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "coalesce/model/text.hpp"
#include "formula/characters.hpp"
#include "formula/parser.hpp"

namespace coalesce::formula {
namespace {

bool blank(char c) {
    return c == ' ' || c == '\t' || c == '\n';
}

class Reader {
  public:
    explicit Reader(std::string_view source) : s_(source) { text_.paragraphs.emplace_back(); }

    Text read() {
        while (at_ < s_.size()) step();
        flush();
        return std::move(text_);
    }

  private:
    void step() {
        const char c = s_[at_];
        if (c == '\\' && at_ + 1 < s_.size() && (s_[at_ + 1] == '$' || s_[at_ + 1] == '*' || s_[at_ + 1] == '\\')) {
            words_ += s_[at_ + 1];
            at_ += 2;
            return;
        }
        if (c == '$' && read_formula()) return;
        if (c == '*' && read_asterisk()) return;
        if (c == '\n') {
            flush();
            text_.paragraphs.emplace_back();
        } else if (c != '\r') {
            words_ += c;
        }
        ++at_;
    }

    std::string_view dollars_at(std::size_t at) const { return s_.substr(at, s_.substr(at, 2) == "$$" ? 2 : 1); }

    /// Returns the place of the closing dollars of the formula at `at`, for a single one within the paragraph.
    std::optional<std::size_t> closing(std::size_t at) const {
        const bool displayed = dollars_at(at).size() == 2;
        for (std::size_t k = at + dollars_at(at).size(); k < s_.size(); ++k) {
            if (s_[k] == '\\') {
                ++k;
            } else if (s_[k] == '\n' && !displayed) {
                return std::nullopt;
            } else if (s_[k] == '$' && (!displayed || s_.substr(k, 2) == "$$")) {
                return k;
            }
        }
        return std::nullopt;
    }

    bool read_formula() {
        const std::size_t dollars = dollars_at(at_).size(), from = at_ + dollars;
        const std::optional<std::size_t> end = closing(at_);
        if (!end) {
            report("found \"" + std::string(dollars, '$') +
                   "\" without its partner, expected it at the formula's end; \\$ is "
                   "the character");
            words_.append(dollars, '$');
            at_ = from;
            return true;
        }
        Formula formula{std::string(s_.substr(from, *end - from)), dollars == 2, {}};
        std::vector<std::string> found;
        formula.tree = parse_formula(formula.source, found);
        for (const std::string& each : found)
            report("formula \"" + one_line(shortened(formula.source, 40)) + "\": " + each);
        flush();
        text_.paragraphs.back().pieces.emplace_back(std::move(formula));
        at_ = *end + dollars;
        return true;
    }

    /// An asterisk begins emphasis before a word and ends it behind one; elsewhere it is a character.
    bool read_asterisk() {
        const bool before = at_ > 0 && !blank(s_[at_ - 1]), after = at_ + 1 < s_.size() && !blank(s_[at_ + 1]);
        if (strong_ ? !before : !after || !closes_later()) return false;
        flush();
        strong_ = !strong_;
        ++at_;
        return true;
    }

    /// True if an asterisk behind a word follows in this paragraph; a line where one is expected and missing.
    bool closes_later() {
        for (std::size_t k = at_ + 1; k < s_.size() && s_[k] != '\n'; ++k) {
            if (s_[k] == '\\') {
                ++k;
            } else if (s_[k] == '$') {
                if (const auto end = closing(k)) k = *end + dollars_at(k).size() - 1;
            } else if (s_[k] == '*' && k > at_ + 1 && !blank(s_[k - 1])) {
                return true;
            }
        }
        const bool within_word = at_ > 0 && !blank(s_[at_ - 1]);
        if (!within_word)
            report("found \"*\" without its partner, expected it at the end of the emphasis; \\* is the character");
        return false;
    }

    /// Number of the character at a byte, from 1, as an author counts.
    std::size_t character(std::size_t at) const {
        const auto begins = [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; };
        return 1 + static_cast<std::size_t>(
                       std::count_if(s_.begin(), s_.begin() + static_cast<std::ptrdiff_t>(at), begins));
    }

    void report(const std::string& what) {
        text_.problems.push_back("character " + std::to_string(character(at_)) + ": " + what);
    }

    void flush() {
        if (words_.empty()) return;
        text_.paragraphs.back().pieces.emplace_back(Words{std::move(words_), strong_});
        words_.clear();
    }

    std::string_view s_;
    std::size_t at_ = 0;
    bool strong_ = false;
    std::string words_;
    Text text_;
};

}  // namespace

Text parse(std::string_view source) {
    const std::string valid = valid_utf8(source);
    return Reader(valid).read();
}

std::vector<std::string> problems(std::string_view source) {
    return parse(source).problems;
}

bool has_formula(std::string_view source) {
    if (source.find('$') == std::string_view::npos) return false;
    for (const Paragraph& paragraph : parse(source).paragraphs)
        for (const Piece& piece : paragraph.pieces)
            if (std::holds_alternative<Formula>(piece)) return true;
    return false;
}

}  // namespace coalesce::formula
