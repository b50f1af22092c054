#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>

#include "formula/layout.hpp"
#include "mono_words.hpp"

using namespace coalesce::formula;

namespace {

/// splitmix64: the same texts on every machine.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::size_t below(std::size_t n) {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
        z = (z ^ z >> 27) * 0x94D049BB133111EBu;
        return static_cast<std::size_t>((z ^ z >> 31) % n);
    }

  private:
    std::uint64_t state_;
};

constexpr std::array parts{"$",
                           "$$",
                           "*",
                           "{",
                           "}",
                           "^",
                           "_",
                           "'",
                           "\\",
                           "\\\\",
                           "&",
                           " ",
                           "\n",
                           "x",
                           "12",
                           "+",
                           "=",
                           "(",
                           ")",
                           "[",
                           "]",
                           "|",
                           "~",
                           "\\frac",
                           "\\sqrt",
                           "\\sqrt[",
                           "\\left",
                           "\\right",
                           "\\left(",
                           "\\right)",
                           "\\left.",
                           "\\sum",
                           "\\int",
                           "\\limits",
                           "\\hat",
                           "\\widehat",
                           "\\overline",
                           "\\text{",
                           "\\mathbf",
                           "\\begin{cases}",
                           "\\end{cases}",
                           "\\begin{",
                           "\\end{matrix}",
                           "\\begin{pmatrix}",
                           "\\end{pmatrix}",
                           "\\displaystyle",
                           "\\foo",
                           "\\,",
                           "\\beta",
                           "\\log",
                           "\\binom",
                           "\\overset",
                           "\\big",
                           "\\Bigg(",
                           "β",
                           "令",
                           "אב",
                           "\xFF",
                           "\xE2\x82",
                           "\xF0\x9D",
                           "word ",
                           "\t",
                           "\r",
                           "\\operatorname{",
                           "%",
                           "#"};

std::string hostile(Dice& dice) {
    std::string text = dice.below(2) ? "$" : "";
    for (std::size_t left = dice.below(40); left > 0; --left) text += parts[dice.below(parts.size())];
    return text + (dice.below(2) ? "$" : "");
}

bool finite(const Layout& layout) {
    bool good =
        std::isfinite(layout.width) && std::isfinite(layout.height) && (layout.height > 0 || layout.lines.empty());
    for (const Glyph& each : layout.glyphs) good = good && std::isfinite(each.x + each.y) && each.size > 0;
    for (const Rule& each : layout.rules) good = good && std::isfinite(each.x + each.y) && each.width >= 0;
    for (const Run& each : layout.runs) good = good && std::isfinite(each.x + each.y) && !each.text.empty();
    return good;
}

}  // namespace

TEST_CASE("no text makes the parser or the typesetter fail, and every problem is one line") {
    Dice dice(1);
    MonoWords words(true);
    for (int k = 0; k < 20000; ++k) {
        const std::string source = hostile(dice);
        const Text text = parse(source);
        for (const std::string& problem : text.problems)
            if (problem.find('\n') != std::string::npos || problem.empty()) FAIL_CHECK(source);
        const Layout layout = lay_out(text, {.size = 16, .width = k % 3 ? 120.0f : 0.0f}, words);
        if (!finite(layout)) FAIL_CHECK(source);
        (void)plain(text);
    }
}

TEST_CASE("random bytes are no text to fear either") {
    Dice dice(2);
    MonoWords words;
    for (int k = 0; k < 5000; ++k) {
        std::string source = "$";
        for (std::size_t left = dice.below(60); left > 0; --left) source += static_cast<char>(dice.below(256));
        if (!finite(lay_out(parse(source + "$"), {.size = 16, .width = 100}, words))) FAIL_CHECK(source);
    }
}
