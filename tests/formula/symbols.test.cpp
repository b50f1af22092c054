#include "formula/symbols.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "formula/characters.hpp"
#include "formula/math_font.hpp"
#include "formula/text.hpp"

using namespace coalesce::formula;

TEST_CASE("the font has every character that a command names, in the alphabet that formulas use") {
    for (const Symbol& each : symbols()) {
        CAPTURE(each.name);
        CHECK(MathFont::built_in().glyph(in_alphabet(each.character, Alphabet::italic)) != 0);
    }
}

TEST_CASE("a name belongs to one command") {
    std::set<std::string_view> names;
    for (const std::string_view name : command_names()) {
        CAPTURE(name);
        CHECK(names.insert(name).second);
    }
}

TEST_CASE("every command is understood") {
    for (const std::string_view name : command_names()) {
        const std::string command = "\\" + std::string(name);
        std::string source = command;
        if (name == "left") source = "\\left(x\\right)";
        if (name == "right") continue;  // with \left
        if (name == "begin") source = "\\begin{matrix}x\\end{matrix}";
        if (name == "end") continue;  // with \begin
        if (name == "limits" || name == "nolimits") source = "\\sum" + command + "_k";
        if (name == "big" || name == "Big" || name == "bigg" || name == "Bigg") source = command + "(";
        if (name == "text" || name == "textrm" || name == "operatorname") source = command + "{word}";
        if (name == "frac" || name == "dfrac" || name == "tfrac" || name == "binom" || name == "overset" ||
            name == "underset" || name == "stackrel")
            source = command + "{a}{b}";
        if (accent_named(name) || name == "sqrt" || name == "overline" || name == "underline" ||
            name.starts_with("math") || name == "bm" || name == "boldsymbol")
            source = command + "{x}";
        CAPTURE(source);
        CHECK(problems("$" + source + "$") == std::vector<std::string>{});
    }
}
