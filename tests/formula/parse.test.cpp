#include <doctest/doctest.h>

#include "formula/characters.hpp"
#include "formula/text.hpp"

using namespace coalesce::formula;

namespace {

std::string tree(const Node& node);

std::string list(const std::string& head, const Node& node) {
    std::string text = "(" + head;
    for (const Node& child : node.children) text += " " + tree(child);
    return text + ")";
}

std::string bracket(char32_t c) {
    std::string text;
    append(text, c ? c : U'.');
    return text;
}

/// A tree as an expression: letters of the alphabets as plain ones, an empty row as "_".
std::string tree(const Node& node) {
    switch (node.kind) {
        case Kind::row:
            return node.empty() ? "_" : node.children.size() == 1 ? tree(node.children[0]) : list("row", node);
        case Kind::symbol:
            return bracket(plain_letter(node.character));
        case Kind::name:
            return "@" + node.text;
        case Kind::words:
            return "\"" + node.text + "\"";
        case Kind::typed:
            return "?" + node.text;
        case Kind::space:
            return "~";
        case Kind::scripts:
            return list("scripts", node);
        case Kind::fraction:
            return list(node.amount > 0 ? "frac" : "over", node);
        case Kind::root:
            return list("root", node);
        case Kind::accent:
            return list("accent", node);
        case Kind::bar:
            return list(node.wide ? "overline" : "underline", node);
        case Kind::stack:
            return list("stack", node);
        case Kind::fenced:
            return list("fenced " + bracket(node.character) + bracket(node.closing), node);
        case Kind::bracket:
            return "|" + bracket(node.character);
        case Kind::grid:
            return list("grid " + std::to_string(node.columns), node);
        case Kind::style:
            return list("style", node);
    }
    return {};
}

std::string tree(const std::string& source) {
    const Text text = parse("$" + source + "$");
    REQUIRE(text.paragraphs.size() == 1);
    REQUIRE(text.paragraphs[0].pieces.size() == 1);
    return tree(std::get<Formula>(text.paragraphs[0].pieces[0]).tree);
}

std::string problem(const std::string& source) {
    const auto found = problems(source);
    return found.empty() ? "" : found.front();
}

}  // namespace

TEST_CASE("scripts belong to what stands before them, in either order") {
    CHECK(tree("e^{c\\beta}") == "(scripts e _ (row c β))");
    CHECK(tree("x_i^2") == "(scripts x i 2)");
    CHECK(tree("x^2_i") == "(scripts x i 2)");
    CHECK(tree("x^ab") == "(row (scripts x _ a) b)");
    CHECK(tree("f'(x)") == "(row (scripts f _ ′) ( x ))");
    CHECK(tree("f''^2") == "(scripts f _ (row ′ ′ 2))");
    CHECK(tree("{}^2") == "(scripts _ _ 2)");
    CHECK(tree("x^\\frac12") == "(scripts x _ (frac 1 2))");
}

TEST_CASE("commands take their arguments") {
    CHECK(tree("\\frac{a+b}{2}") == "(frac (row a + b) 2)");
    CHECK(tree("\\frac12") == "(frac 1 2)");
    CHECK(tree("\\sqrt{2\\beta}") == "(root (row 2 β) _)");
    CHECK(tree("\\sqrt[3]{x}") == "(root x 3)");
    CHECK(tree("\\sum_{k=1}^n k") == "(row (scripts ∑ (row k = 1) n) k)");
    CHECK(tree("\\hat x \\bar{\\mu}") == "(row (accent x) (accent μ))");
    CHECK(tree("\\overline{xy}") == "(overline (row x y))");
    CHECK(tree("\\log\\softmax(x)") == "(row @log @softmax ( x ))");
    CHECK(tree("\\operatorname{tr} A") == "(row @tr A)");
    CHECK(tree("\\left\\langle x,y\\right\\rangle") == "(fenced ⟨⟩ (row x , y))");
    CHECK(tree("\\left.x\\right|_0") == "(scripts (fenced .| x) 0 _)");
    CHECK(tree("\\big(x\\big)") == "(row |( x |))");
    CHECK(tree("\\text{if } x") == "(row \"if \" x)");
    CHECK(tree("\\binom{n}{k}") == "(fenced () (over n k))");
    CHECK(tree("\\overset{!}{=}") == "(stack = _ !)");
    CHECK(tree("\\begin{cases}1&x>0\\\\0\\end{cases}") == "(fenced {. (grid 2 1 (row x > 0) 0 _))");
    CHECK(tree("a\\,b\\quad c~d") == "(row a ~ b ~ c ~ d)");
}

TEST_CASE("letters are in the alphabet that the command names") {
    const auto character = [](const std::string& source) {
        const Text text = parse("$" + source + "$");
        const Node& row = std::get<Formula>(text.paragraphs[0].pieces[0]).tree;
        return row.children.at(0).character;
    };
    CHECK(character("x") == 0x1D465);
    CHECK(character("h") == 0x210E);  // the italic h is Planck's constant
    CHECK(character("\\beta") == 0x1D6FD);
    CHECK(character("β") == 0x1D6FD);
    CHECK(character("\\Gamma") == 0x0393);  // Greek capitals are upright
    CHECK(character("\\mathbf x") == 0x1D431);
    CHECK(character("\\mathbf{x}") == 0x1D431);
    CHECK(character("\\boldsymbol\\theta") == 0x1D73D);
    CHECK(character("\\mathbb R") == 0x211D);
    CHECK(character("\\mathbb{S}") == 0x1D54A);
    CHECK(character("\\mathcal L") == 0x2112);
    CHECK(character("\\mathrm d") == 'd');
    CHECK(character("2") == '2');
    CHECK(character("-") == 0x2212);
    CHECK(character("\\partial") == 0x1D715);
    for (char32_t c = 'A'; c <= 'z'; c == 'Z' ? c = 'a' : ++c)
        for (const Alphabet each : {Alphabet::italic, Alphabet::bold, Alphabet::bold_italic, Alphabet::script,
                                    Alphabet::double_struck, Alphabet::fraktur}) {
            CHECK(in_alphabet(c, each) != c);
            CHECK(plain_letter(in_alphabet(c, each)) == c);
        }
}

TEST_CASE("text is paragraphs of words, emphasis and formulas") {
    const Text text = parse("Tokens wait about $e^{c\\beta}$ *layers*.\nThen 2 * 3 = 6, \\$5 and \\*.");
    CHECK(text.problems.empty());
    REQUIRE(text.paragraphs.size() == 2);
    const auto& first = text.paragraphs[0].pieces;
    REQUIRE(first.size() == 5);
    CHECK(std::get<Words>(first[0]).text == "Tokens wait about ");
    CHECK(std::get<Formula>(first[1]).source == "e^{c\\beta}");
    CHECK(std::get<Words>(first[3]).text == "layers");
    CHECK(std::get<Words>(first[3]).strong);
    CHECK(std::get<Words>(first[4]).text == ".");
    CHECK_FALSE(std::get<Words>(first[4]).strong);
    REQUIRE(text.paragraphs[1].pieces.size() == 1);
    CHECK(std::get<Words>(text.paragraphs[1].pieces[0]).text == "Then 2 * 3 = 6, $5 and *.");
}

TEST_CASE("a displayed formula stands between two dollars, and may have line breaks") {
    const Text text = parse("Energy:\n$$E=\n\\frac12$$");
    REQUIRE(text.paragraphs.size() == 2);
    const auto& formula = std::get<Formula>(text.paragraphs[1].pieces.at(0));
    CHECK(formula.displayed);
    CHECK(tree(formula.tree) == "(row E = (frac 1 2))");
}

TEST_CASE("a formula in a line of plain text") {
    CHECK(plain("Tokens wait about $e^{c\\beta}$ *layers*") == "Tokens wait about e^(cβ) layers");
    CHECK(plain("$\\frac{a+b}{2}\\le\\sqrt{2\\beta}$") == "(a + b)/2 ≤ √(2β)");
    CHECK(plain("$\\sum_{k=1}^n x_k$") == "∑_(k = 1)^nx_k");
    CHECK(plain("$\\log\\lVert\\mathbf{x}\\rVert$") == "log‖x‖");
    CHECK(plain("$K^TQ+x_0^{-1}$") == "KᵀQ + x₀⁻¹");
    CHECK(plain("$f'(x)=10^{12}$") == "f′(x) = 10¹²");
}

TEST_CASE("what is not understood stays as it was typed, and has a line that says so") {
    CHECK(tree("a+\\foo b") == "(row a + ?\\foo b)");
    CHECK(problem("$a+\\alhpa$").find("\\alpha") != std::string::npos);
    CHECK(problem("$a+\\alhpa$").find("\"\\alhpa\"") != std::string::npos);
    for (const std::string broken : {"{a", "a}", "\\frac{a}", "x^1^2", "\\left(x", "x\\right)", "\\begin{cases}1",
                                     "\\begin{tabular}1\\end{tabular}", "x^", "\\sqrt[3", "\\left x\\right)", "a\\\\b",
                                     "\\text{a", "\\end{cases}", "x\\limits_1\\limits"}) {
        CAPTURE(broken);
        CHECK(tree(broken) == "?" + broken);
        const std::string line = problem("Words $" + broken + "$.");
        CHECK(line.starts_with("character 7: formula \""));
        CHECK(line.find("found") != std::string::npos);
        CHECK(line.find('\n') == std::string::npos);
    }
}

TEST_CASE("signs of text without a partner stay, with a line") {
    // A letter of two bytes is one character.
    CHECK(problem("β ≥ $5").starts_with("character 5: "));
    CHECK(plain("costs $5") == "costs $5");
    CHECK(problem("costs $5").find("\\$") != std::string::npos);
    CHECK(plain("an *open word") == "an *open word");
    CHECK(problem("an *open word").find("\\*") != std::string::npos);
    CHECK(problems("2 * 3 and t* and $x*y$").empty());
    CHECK(plain("t* and *u*") == "t* and u");
}

TEST_CASE("depth and length are limited") {
    const auto nested = [](int depth) {
        std::string text;
        for (int k = 0; k < depth; ++k) text += "\\sqrt{";
        text += "x";
        for (int k = 0; k < depth; ++k) text += "}";
        return text;
    };
    CHECK(problem("$" + nested(deepest_formula / 2 - 1) + "$").empty());
    CHECK(problem("$" + nested(100000 / 7) + "$").find("bytes") != std::string::npos);
    CHECK(problem("$" + nested(deepest_formula) + "$").find("deep") != std::string::npos);
    CHECK(problem("$" + std::string(longest_formula, 'x') + "$").empty());
    CHECK(problem("$" + std::string(longest_formula + 1, 'x') + "$").find("expected at most 4000") !=
          std::string::npos);
}

TEST_CASE("bytes that are no UTF-8 become the replacement character") {
    CHECK(valid_utf8("aβ𝑥") == "aβ𝑥");
    CHECK(valid_utf8("a\xFFz") == "a\uFFFDz");
    CHECK(valid_utf8("\xC0\x80") == "\uFFFD\uFFFD");            // longer than needed
    CHECK(valid_utf8("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");  // a surrogate
    CHECK(valid_utf8("\xF4\x90\x80\x80").size() == 4 * 3);      // above U+10FFFF
    CHECK(valid_utf8("\xE2\x82") == "\uFFFD\uFFFD");            // cut off
    CHECK(plain("$x\xFF$") == "x\uFFFD");
}
