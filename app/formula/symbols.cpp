#include "formula/symbols.hpp"

#include <algorithm>

namespace coalesce::formula {
namespace {

template <class Entry>
const Entry* named(const std::vector<Entry>& table, std::string_view name) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const Entry& entry) { return entry.name == name; });
    return found == table.end() ? nullptr : &*found;
}

const std::vector<OperatorName>& operators() {
    static const std::vector<OperatorName> table{{"exp"},
                                                 {"log"},
                                                 {"ln"},
                                                 {"sin"},
                                                 {"cos"},
                                                 {"tan"},
                                                 {"cot"},
                                                 {"sec"},
                                                 {"csc"},
                                                 {"sinh"},
                                                 {"cosh"},
                                                 {"tanh"},
                                                 {"coth"},
                                                 {"arcsin"},
                                                 {"arccos"},
                                                 {"arctan"},
                                                 {"arg"},
                                                 {"dim"},
                                                 {"ker"},
                                                 {"deg"},
                                                 {"hom"},
                                                 {"det", Limits::displayed},
                                                 {"gcd", Limits::displayed},
                                                 {"lim", Limits::displayed},
                                                 {"limsup", Limits::displayed},
                                                 {"liminf", Limits::displayed},
                                                 {"max", Limits::displayed},
                                                 {"min", Limits::displayed},
                                                 {"sup", Limits::displayed},
                                                 {"inf", Limits::displayed},
                                                 {"Pr", Limits::displayed},
                                                 {"argmax", Limits::displayed},
                                                 {"argmin", Limits::displayed},
                                                 {"softmax"},
                                                 {"relu"},
                                                 {"clip"},
                                                 {"erf"},
                                                 {"diag"},
                                                 {"rank"},
                                                 {"span"},
                                                 {"sgn"},
                                                 {"tr"},
                                                 {"Var"},
                                                 {"Cov"},
                                                 {"Id"},
                                                 {"KL"}};
    return table;
}

const std::vector<Accent>& accents() {
    static const std::vector<Accent> table{{"hat", 0x0302},
                                           {"bar", 0x0304},
                                           {"tilde", 0x0303},
                                           {"dot", 0x0307},
                                           {"ddot", 0x0308},
                                           {"vec", 0x20D7},
                                           {"check", 0x030C},
                                           {"breve", 0x0306},
                                           {"acute", 0x0301},
                                           {"grave", 0x0300},
                                           {"mathring", 0x030A},
                                           {"widehat", 0x0302, true},
                                           {"widetilde", 0x0303, true}};
    return table;
}

const std::vector<Space>& spaces() {
    // In em: 3, 4 and 5 of its eighteenths, and whole ones.
    static const std::vector<Space> table{{",", 3.0f / 18}, {"thinspace", 3.0f / 18}, {":", 4.0f / 18},
                                          {">", 4.0f / 18}, {";", 5.0f / 18},         {"!", -3.0f / 18},
                                          {" ", 0.25f},     {"enspace", 0.5f},        {"quad", 1},
                                          {"qquad", 2}};
    return table;
}

/// Characters that stand for themselves and are no letters, or differ from what is typed.
struct Typed {
    char32_t typed, shown;
    Role role;
};
constexpr Typed typed_characters[] = {
    {'+', '+', Role::binary},       {'-', 0x2212, Role::binary},   {'*', 0x2217, Role::binary},
    {'=', '=', Role::relation},     {'<', '<', Role::relation},    {'>', '>', Role::relation},
    {':', ':', Role::relation},     {'(', '(', Role::opening},     {'[', '[', Role::opening},
    {')', ')', Role::closing},      {']', ']', Role::closing},     {'!', '!', Role::closing},
    {'?', '?', Role::closing},      {',', ',', Role::punctuation}, {';', ';', Role::punctuation},
    {0x00B7, 0x22C5, Role::binary}, {0x2013, 0x2212, Role::binary}};

}  // namespace

const Symbol* symbol_named(std::string_view name) {
    return named(symbols(), name);
}

Symbol symbol_of(char32_t character) {
    for (const Typed& each : typed_characters)
        if (each.typed == character) return {{}, each.shown, each.role};
    for (const Symbol& each : symbols())
        if (each.character == character) return each;
    return {{}, character, Role::ordinary};
}

const OperatorName* operator_named(std::string_view name) {
    return named(operators(), name);
}
const Accent* accent_named(std::string_view name) {
    return named(accents(), name);
}
const Space* space_named(std::string_view name) {
    return named(spaces(), name);
}

const std::vector<std::string_view>& command_names() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> all{
            "frac",         "dfrac",     "tfrac",    "binom",      "sqrt",  "overline", "underline",
            "overset",      "underset",  "stackrel", "left",       "right", "big",      "Big",
            "bigg",         "Bigg",      "mathbf",   "boldsymbol", "bm",    "mathrm",   "mathit",
            "mathcal",      "mathscr",   "mathbb",   "mathfrak",   "text",  "textrm",   "operatorname",
            "displaystyle", "textstyle", "limits",   "nolimits",   "begin", "end"};
        for (const Symbol& each : symbols()) all.push_back(each.name);
        for (const OperatorName& each : operators()) all.push_back(each.name);
        for (const Accent& each : accents()) all.push_back(each.name);
        for (const Space& each : spaces()) all.push_back(each.name);
        return all;
    }();
    return names;
}

}  // namespace coalesce::formula
