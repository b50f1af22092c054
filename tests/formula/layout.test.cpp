#include "formula/layout.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "formula/characters.hpp"
#include "formula/math_font.hpp"
#include "mono_words.hpp"

using namespace coalesce::formula;

namespace {

Layout set(const std::string& source, Setting setting = {.size = 100}) {
    MonoWords words;
    return lay_out(parse(source), setting, words);
}

/// The glyph of a plain letter.
Glyph glyph(const Layout& layout, char32_t letter) {
    for (const Glyph& each : layout.glyphs)
        if (plain_letter(each.character) == letter) return each;
    FAIL("no such glyph");
    return {};
}

struct Ink {
    float left, right, top, bottom;
    bool meets(const Ink& other) const {
        return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
};
Ink ink(const Glyph& glyph) {
    const Extent e = MathFont::built_in().extent(glyph.id);
    return {glyph.x + glyph.size * e.left, glyph.x + glyph.size * e.right, glyph.y - glyph.size * e.ascent,
            glyph.y + glyph.size * e.descent};
}

/// Size of the em of a formula at line height 100.
float em() {
    return MathFont::built_in().match() * em_of_line * 100;
}

const std::vector<std::string> formulas{"e^{c\\beta}",
                                        "x_i^2",
                                        "\\frac{a+b}{2}",
                                        "\\sqrt{2\\beta}",
                                        "\\sqrt[3]{x}",
                                        "\\sum_{k=1}^n k^2",
                                        "\\left(\\frac12\\right)",
                                        "\\hat x",
                                        "\\lVert x\\rVert\\le1",
                                        "\\int_0^1f(x)dx",
                                        "\\begin{cases}1&x>0\\\\0&x\\le0\\end{cases}",
                                        "\\overline{x+y}",
                                        "\\binom nk",
                                        "\\max_{\\theta}\\log p"};

}  // namespace

TEST_CASE("a superscript stands above the base line and is smaller, a subscript below") {
    const Layout layout = set("$x_i^n$");
    const Glyph x = glyph(layout, 'x'), i = glyph(layout, 'i'), n = glyph(layout, 'n');
    CHECK(x.size == doctest::Approx(em()));
    CHECK(n.size < 0.8f * x.size);
    CHECK(n.size > 0.6f * x.size);
    CHECK(n.y < x.y - 0.25f * em());
    CHECK(i.y > x.y + 0.1f * em());
    CHECK(i.size == n.size);
    CHECK(ink(n).bottom < ink(i).top);
    const Layout nested = set("$a^{b^c}$");
    CHECK(glyph(nested, 'c').size < glyph(nested, 'b').size);
    CHECK(glyph(nested, 'c').y < glyph(nested, 'b').y);
}

TEST_CASE("a fraction's rule is on the axis, the numerator above it and the denominator below") {
    for (const std::string dollars : {"$", "$$"}) {
        const Layout layout = set(dollars + "\\frac{a}{b}" + dollars);
        REQUIRE(layout.rules.size() == 1);
        const Rule& rule = layout.rules[0];
        const float base = layout.lines[0].base, axis = MathFont::built_in().constants().axis * em();
        CHECK(rule.y + rule.height / 2 == doctest::Approx(base - axis));
        CHECK(ink(glyph(layout, 'a')).bottom < rule.y);
        CHECK(ink(glyph(layout, 'b')).top > rule.y + rule.height);
        for (const char32_t c : {U'a', U'b'}) {
            CHECK(ink(glyph(layout, c)).left >= rule.x - 0.1f * em());
            CHECK(ink(glyph(layout, c)).right <= rule.x + rule.width + 0.1f * em());
        }
    }
    CHECK(glyph(set("$\\frac ab$"), 'a').size < glyph(set("$$\\frac ab$$"), 'a').size);
    CHECK(glyph(set("$\\dfrac ab$"), 'a').size == doctest::Approx(em()));
}

TEST_CASE("a root covers what is under it") {
    for (const std::string inside : {"x", "\\frac12", "\\sum_{k}\\frac{\\frac12}{\\frac12}"}) {
        CAPTURE(inside);
        const Layout layout = set("$\\sqrt{" + inside + "}$"), alone = set("$" + inside + "$");
        const Rule top = *std::min_element(layout.rules.begin(), layout.rules.end(),
                                           [](const Rule& a, const Rule& b) { return a.y < b.y; });
        CHECK(top.width >= alone.width - 0.01f * em());
        for (const Glyph& each : layout.glyphs) {
            if (each.character == 0x221A || each.character == 0) continue;
            CHECK(ink(each).top > top.y + top.height);
            CHECK(ink(each).left > top.x - 0.05f * em());
        }
    }
}

TEST_CASE("brackets are as tall as what they enclose, by taller forms and by pieces") {
    const auto height_of_first = [](const Layout& layout) {
        float top = 1e9f, bottom = -1e9f;
        for (const Glyph& each : layout.glyphs)
            if (each.x < layout.glyphs[0].x + 1 && (each.character == 0 || each.character == '(')) {
                top = std::min(top, ink(each).top);
                bottom = std::max(bottom, ink(each).bottom);
            }
        return bottom - top;
    };
    const std::string tall = "\\begin{matrix}1\\\\2\\\\3\\\\4\\\\5\\\\6\\end{matrix}";
    const float one = height_of_first(set("$\\left(x\\right)$"));
    const float two = height_of_first(set("$$\\left(\\frac{1}{2}\\right)$$"));
    const float six = height_of_first(set("$\\left(" + tall + "\\right)$"));
    CHECK(two > 1.3f * one);
    CHECK(six > 0.9f * set("$" + tall + "$").height * 0.9f);
    CHECK(six < 1.2f * set("$" + tall + "$").height);
    // Pieces of a bracket overlap: no gap shows.
    std::vector<Ink> pieces;
    const Layout layout = set("$\\left(" + tall + "\\right)$");
    for (const Glyph& each : layout.glyphs)
        if (each.character == 0 && each.x < 0.5f * em()) pieces.push_back(ink(each));
    REQUIRE(pieces.size() > 2);
    std::sort(pieces.begin(), pieces.end(), [](const Ink& a, const Ink& b) { return a.top < b.top; });
    for (std::size_t k = 1; k < pieces.size(); ++k) CHECK(pieces[k].top < pieces[k - 1].bottom);
}

TEST_CASE("an operator has its limits above and below where it is displayed, beside it in a line") {
    const Layout displayed = set("$$\\sum_{k}^{n}x$$"), inside = set("$\\sum_{k}^{n}x$");
    const Ink sum = ink(displayed.glyphs[0]);
    CHECK(ink(glyph(displayed, 'n')).bottom < sum.top);
    CHECK(ink(glyph(displayed, 'k')).top > sum.bottom);
    const float middle = (sum.left + sum.right) / 2;
    CHECK(std::abs((ink(glyph(displayed, 'n')).left + ink(glyph(displayed, 'n')).right) / 2 - middle) < 0.05f * em());
    CHECK(ink(glyph(inside, 'n')).left > ink(glyph(inside, 0x2211)).right - 0.05f * em());
    CHECK(sum.bottom - sum.top > 1.2f * (ink(glyph(inside, 0x2211)).bottom - ink(glyph(inside, 0x2211)).top));
    CHECK(ink(glyph(set("$\\sum\\limits_{k}x$"), 'k')).top > ink(glyph(set("$\\sum\\limits_{k}x$"), 0x2211)).bottom);
}

TEST_CASE("spaces follow from the roles: a relation, a binary operator, a sign, a name") {
    const auto gap = [](const std::string& source, char32_t left, char32_t right) {
        const Layout layout = set("$" + source + "$");
        const Glyph a = glyph(layout, left), b = glyph(layout, right);
        return (b.x - a.x - a.size * MathFont::built_in().extent(a.id).advance) / em();
    };
    CHECK(gap("a=b", '=', 'b') == doctest::Approx(5.0 / 18));
    CHECK(gap("a+b", '+', 'b') == doctest::Approx(4.0 / 18));
    CHECK(gap("(-b)", 0x2212, 'b') == doctest::Approx(0).scale(1));
    CHECK(gap("a=-b", 0x2212, 'b') == doctest::Approx(0).scale(1));
    CHECK(gap("\\log x", 'g', 'x') == doctest::Approx(3.0 / 18));
    CHECK(gap("\\log(x)", 'g', '(') == doctest::Approx(0).scale(1));
    CHECK(gap("f(a,b)", ',', 'b') == doctest::Approx(3.0 / 18));
    // No spaces of operators in scripts.
    CHECK(gap("x^{a+b}", '+', 'b') == doctest::Approx(0).scale(1));
}

TEST_CASE("widths add up: a line is as wide as its parts") {
    const float words = set("tokens ").width, formula = set("$e^{c\\beta}$").width, rest = set(" wait").width;
    CHECK(set("tokens $e^{c\\beta}$ wait").width ==
          doctest::Approx(set("tokens").width + 50 + formula + 50 + set("wait").width));
    CHECK(words == doctest::Approx(300));  // a blank at the end of a line takes no room
    CHECK(rest == doctest::Approx(200));
    const float a = set("$a$").width, b = set("$b$").width;
    CHECK(set("$ab$").width == doctest::Approx(a + b).epsilon(0.03));
}

TEST_CASE("letters of a formula do not run into one another, and all ink is within the lines") {
    for (const std::string& source : formulas)
        for (const std::string dollars : {"$", "$$"}) {
            CAPTURE(source);
            const Layout layout = set(dollars + source + dollars);
            for (std::size_t k = 0; k < layout.glyphs.size(); ++k) {
                const Ink one = ink(layout.glyphs[k]);
                CHECK(one.top >= -0.02f * em());
                CHECK(one.bottom <= layout.height + 0.02f * em());
                CHECK(one.left >= -0.1f * em());
                CHECK(one.right <= layout.width + 0.1f * em());
                for (std::size_t j = 0; j < k; ++j) {
                    const Ink other = ink(layout.glyphs[j]);
                    const bool pieces = !layout.glyphs[k].character && !layout.glyphs[j].character;
                    const bool root = layout.glyphs[k].character == 0x221A || layout.glyphs[j].character == 0x221A ||
                                      source.starts_with("\\sqrt");
                    // The lower limit of an integral stands below its slant.
                    const bool integral = layout.glyphs[k].character == 0x222B ||
                                          layout.glyphs[j].character == 0x222B || source.starts_with("\\int");
                    if (pieces || root || integral) continue;
                    // Slanted letters overhang; their boxes may share this much.
                    const Ink slim{one.left + 0.08f * em(), one.right - 0.08f * em(), one.top, one.bottom};
                    CHECK_FALSE(slim.meets(other));
                }
            }
        }
}

TEST_CASE("a layout at twice the size is the layout twice as large") {
    for (const std::string& source : formulas) {
        CAPTURE(source);
        const Layout small = set("Words $" + source + "$ and *more*.", {.size = 20, .width = 300});
        const Layout large = set("Words $" + source + "$ and *more*.", {.size = 40, .width = 600});
        REQUIRE(small.glyphs.size() == large.glyphs.size());
        REQUIRE(small.runs.size() == large.runs.size());
        CHECK(large.width == doctest::Approx(2 * small.width));
        CHECK(large.height == doctest::Approx(2 * small.height));
        for (std::size_t k = 0; k < small.glyphs.size(); ++k) {
            CHECK(large.glyphs[k].id == small.glyphs[k].id);
            CHECK(large.glyphs[k].x == doctest::Approx(2 * small.glyphs[k].x).epsilon(1e-4));
            CHECK(large.glyphs[k].y == doctest::Approx(2 * small.glyphs[k].y).epsilon(1e-4));
        }
    }
}

TEST_CASE("lines break at blanks, behind relations, between ideographs, and nowhere else") {
    const Layout words = set("one two three four", {.size = 10, .width = 45});
    REQUIRE(words.runs.size() == 3);
    CHECK(words.runs[0].text == "one two");
    CHECK(words.runs[1].text == "three");
    CHECK(words.runs[2].text == "four");
    for (const Line& line : words.lines) CHECK(line.width <= 45);
    // The comma stays with its formula.
    const Layout comma = set("aaaaaaa $x$, b", {.size = 10, .width = 49});
    REQUIRE(comma.lines.size() == 2);
    REQUIRE(comma.runs.size() == 2);
    CHECK(comma.runs[1].text == ", b");
    CHECK(comma.runs[1].y == comma.glyphs[0].y);
    const Layout relation = set("$aaaaaa=bbbbbb=cccccc$", {.size = 10, .width = 50});
    CHECK(relation.lines.size() == 3);
    CHECK(relation.width <= 50);
    // The bracket stays whole.
    CHECK(set("$aaaa=(bbb+cc)d$", {.size = 10, .width = 50}).lines.size() == 2);
    CHECK(set("$aaaa=(bbbb+cccc)+d$", {.size = 10, .width = 70}).lines.size() == 2);
    const Layout ideographs = set("令牌在球面上相互吸引。", {.size = 10, .width = 50});
    REQUIRE(ideographs.runs.size() == 2);
    CHECK(ideographs.runs[1].text == "引。");  // the full stop begins no line
    const Layout long_word = set("abcdefghijklmnop", {.size = 10, .width = 21});
    CHECK(long_word.lines.size() == 4);
    CHECK(long_word.width <= 21);
}

TEST_CASE("a formula that is wider than the lines is set smaller, and whole") {
    const Layout wide = set("$\\frac{aaaaaaaaaaaaaaaaaaaaaaaaaaa}{b}$", {.size = 20, .width = 100});
    CHECK(wide.width <= 100.01f);
    CHECK(wide.glyphs.size() == 28);
}

TEST_CASE("text flush right or in the middle keeps its lines' widths") {
    for (const Flush flush : {Flush::centre, Flush::right}) {
        const Layout layout = set("one two three", {.size = 10, .width = 45, .flush = flush});
        for (std::size_t k = 0; k < layout.lines.size(); ++k) {
            const Line& line = layout.lines[k];
            const float right = 45 - line.from - line.width;
            CHECK(right == doctest::Approx(flush == Flush::right ? 0 : line.from).scale(1));
            CHECK(layout.runs[k].x == doctest::Approx(line.from));
        }
    }
    const Layout displayed = set("a long line of words\n$$x$$", {.size = 10});
    CHECK(displayed.lines[1].from == doctest::Approx((displayed.width - displayed.lines[1].width) / 2));
}

TEST_CASE("Hebrew is put into the order of sight around formulas where the surface wants it") {
    const std::string hebrew = "אב $x$ גד";
    MonoWords sight(true), written(false);
    const Layout seen = lay_out(parse(hebrew), {.size = 10}, sight),
                 logical = lay_out(parse(hebrew), {.size = 10}, written);
    REQUIRE(seen.runs.size() == 2);
    CHECK(seen.runs[0].text == "דג");
    CHECK(seen.runs[1].text == "בא");
    REQUIRE(logical.runs.size() == 2);
    CHECK(logical.runs[0].text == "גד");
    CHECK(seen.runs[0].x < seen.glyphs[0].x);
    CHECK(seen.glyphs[0].x < seen.runs[1].x);
    CHECK(logical.glyphs[0].x == doctest::Approx(seen.glyphs[0].x));
}

TEST_CASE("words in formulas and characters that the font lacks are set in the letters around it") {
    const Layout layout = set("$x\\text{ if }y$ $令$ $\\foo$");
    REQUIRE(layout.runs.size() == 3);
    CHECK(layout.runs[0].text == " if ");
    CHECK(layout.runs[1].text == "令");
    CHECK(layout.runs[2].text == "\\foo");
    CHECK(layout.runs[2].typed);
    CHECK_FALSE(layout.runs[0].typed);
}

TEST_CASE("every command has a glyph in the font") {
    const MathFont& font = MathFont::built_in();
    for (const char32_t c : U"αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ∞∂∇∑∏∫≤≥≈∝→⇒√⟨⟩‖") {
        if (!c) continue;
        CAPTURE(static_cast<unsigned>(c));
        CHECK(font.glyph(c) != 0);
        CHECK(font.glyph(in_alphabet(c, Alphabet::italic)) != 0);
    }
}
