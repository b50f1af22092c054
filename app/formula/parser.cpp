#include "formula/parser.hpp"

#include <array>
#include <utility>

#include "coalesce/model/text.hpp"
#include "formula/characters.hpp"
#include "formula/symbols.hpp"

namespace coalesce::formula {
namespace {

/// A formula that has no structure: what was found, what is expected.
struct Unstructured {
    std::string what;
};

/// Token that ends a row.
enum class End { formula, brace, bracket, right, cell };

bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

Node symbol(char32_t character, Role role, Limits limits = Limits::beside) {
    return {.kind = Kind::symbol, .role = role, .character = character, .limits = limits};
}

class Parser {
  public:
    Parser(std::string_view source, std::vector<std::string>& problems) : s_(source), problems_(problems) {}

    Node formula() {
        Node row = read_row(End::formula);
        if (at_ < s_.size()) fail("found " + quoted(rest_word()) + ", expected the end of the formula");
        return row;
    }

  private:
    static std::string quoted(std::string_view text) { return '"' + one_line(shortened(text, 24)) + '"'; }
    [[noreturn]] void fail(std::string what) const { throw Unstructured{std::move(what)}; }

    bool at_end() const { return at_ >= s_.size(); }
    bool starts(std::string_view text) const { return s_.substr(at_).starts_with(text); }
    void skip_blanks() {
        while (!at_end() && (s_[at_] == ' ' || s_[at_] == '\t' || s_[at_] == '\n' || s_[at_] == '\r')) ++at_;
    }
    bool take(std::string_view text) {
        if (!starts(text)) return false;
        at_ += text.size();
        return true;
    }
    /// Returns the command's name at `at_`, which is a backslash: letters, or one other character.
    std::string_view command_name() const {
        std::size_t end = at_ + 1;
        while (end < s_.size() && letter(s_[end])) ++end;
        if (end == at_ + 1 && end < s_.size()) take_character(s_, end);
        return s_.substr(at_ + 1, end - at_ - 1);
    }
    std::string_view rest_word() const {
        if (at_end()) return "the end";
        if (s_[at_] == '\\') return s_.substr(at_, 1 + command_name().size());
        std::size_t end = at_;
        take_character(s_, end);
        return s_.substr(at_, end - at_);
    }
    bool next_command(std::string_view name) const { return starts("\\") && command_name() == name; }

    bool ends(End end) const {
        if (at_end()) return true;
        switch (end) {
            case End::formula:
                return false;
            case End::brace:
                return s_[at_] == '}';
            case End::bracket:
                return s_[at_] == ']';
            case End::right:
                return next_command("right");
            case End::cell:
                return s_[at_] == '&' || starts("\\\\") || next_command("end");
        }
        return true;
    }

    Node read_row(End end) {
        if (++depth_ > deepest_formula)
            fail("groups are nested more than " + std::to_string(deepest_formula) + " deep, expected fewer");
        Node row;
        for (skip_blanks(); !ends(end); skip_blanks()) add(row, end);
        --depth_;
        return row;
    }

    void add(Node& row, End end) {
        const char c = s_[at_];
        if (c == '^' || c == '_' || c == '\'') return read_script(row);
        if (c == '}') fail("found \"}\" without its \"{\"");
        if (next_command("displaystyle") || next_command("textstyle")) {
            Node style{.kind = Kind::style, .style = next_command("textstyle") ? 1 : 0};
            at_ += 1 + command_name().size();
            style.children.push_back(read_row(end));
            row.children.push_back(std::move(style));
            return;
        }
        if (next_command("limits") || next_command("nolimits")) {
            if (row.children.empty() || row.children.back().kind == Kind::scripts)
                fail("found \\" + std::string(command_name()) + ", expected it right after an operator");
            row.children.back().limits = next_command("limits") ? Limits::always : Limits::beside;
            at_ += 1 + command_name().size();
            return;
        }
        row.children.push_back(read_atom());
    }

    /// One character, group or command with its arguments.
    Node read_atom() {
        const char c = s_[at_];
        if (c == '{') {
            ++at_;
            Node group = read_row(End::brace);
            if (!take("}")) fail("found the end of the formula, expected \"}\"");
            // A group of one character is that character with the role of a letter: "a{=}b".
            if (group.children.size() == 1 && group.children[0].kind == Kind::symbol) {
                Node only = std::move(group.children[0]);
                only.role = only.role == Role::large ? Role::large : Role::ordinary;
                return only;
            }
            return group;
        }
        if (c == '\\') return read_command();
        if (c == '~') {
            ++at_;
            return {.kind = Kind::space, .amount = 0.25f};
        }
        if (c == '&' || c == '#' || c == '%') return typed(s_.substr(at_, 1), "a command, or \\" + std::string(1, c));
        const Symbol found = symbol_of(take_character(s_, at_));
        return symbol(in_alphabet(found.character, alphabet_), found.role, found.limits);
    }

    /// Unknown commands are shown as they were typed.
    Node typed(std::string_view found, const std::string& expected) {
        problems_.push_back("found " + quoted(found) + ", expected " + expected);
        at_ += found.size();
        return {.kind = Kind::typed, .text = std::string(found)};
    }

    /// The argument of a command or a script: one atom.
    Node argument(std::string_view of) {
        skip_blanks();
        if (at_end() || s_[at_] == '}' || s_[at_] == '^' || s_[at_] == '_' || s_[at_] == '&')
            fail("found " + quoted(rest_word()) + ", expected what " + std::string(of) + " applies to");
        if (++depth_ > deepest_formula)
            fail("commands are nested more than " + std::to_string(deepest_formula) + " deep");
        Node node = read_atom();
        --depth_;
        return node;
    }

    void read_script(Node& row) {
        const std::size_t slot = s_[at_] == '_' ? 1 : 2;
        if (row.children.empty()) row.children.emplace_back();
        if (row.children.back().kind != Kind::scripts) {
            Node scripts{.kind = Kind::scripts, .role = row.children.back().role};
            scripts.children = {std::move(row.children.back()), Node{}, Node{}};
            row.children.back() = std::move(scripts);
        }
        // The argument of another script may move the row: the place is looked up afterwards.
        Node script;
        if (s_[at_] == '\'') {
            while (take("'")) script.children.push_back(symbol(0x2032, Role::ordinary));
            if (take("^")) script.children.push_back(argument("\"^\""));
        } else {
            const std::string name = '"' + std::string(1, s_[at_++]) + '"';
            script = argument(name);
            if (script.empty()) script.children.push_back({.kind = Kind::space});
        }
        Node& place = row.children.back().children[slot];
        if (!place.empty())
            fail(std::string("found a second ") + (slot == 1 ? "subscript" : "superscript") +
                 ", expected braces around one");
        place = std::move(script);
    }

    /// The text of a braced argument, as it was typed.
    std::string raw_argument(std::string_view of) {
        skip_blanks();
        if (!take("{")) fail("found " + quoted(rest_word()) + ", expected \"{\" after \\" + std::string(of));
        const std::size_t from = at_;
        for (int open = 1; !at_end(); ++at_) {
            if (s_[at_] == '{') ++open;
            if (s_[at_] == '}' && --open == 0) return std::string(s_.substr(from, at_++ - from));
        }
        fail("found the end of the formula, expected \"}\" after \\" + std::string(of));
    }

    /// A bracket after \left, \big and the like; 0 for ".".
    char32_t read_bracket(std::string_view of) {
        skip_blanks();
        if (take(".")) return 0;
        Symbol found{};
        if (at_end()) fail("found the end of the formula, expected a bracket after \\" + std::string(of));
        if (s_[at_] == '\\') {
            const std::string_view name = command_name();
            if (const Symbol* known = symbol_named(name)) found = *known;
            at_ += 1 + name.size();
        } else {
            found.character = take_character(s_, at_);
            if (found.character == '<') found.character = 0x27E8;
            if (found.character == '>') found.character = 0x27E9;
        }
        constexpr std::u32string_view brackets = U"()[]{}|/\\\u2016\u27E8\u27E9\u230A\u230B\u2308\u2309\u2191\u2193";
        if (brackets.find(found.character) == std::u32string_view::npos)
            fail("found no bracket after \\" + std::string(of) +
                 ", expected ( ) [ ] \\{ \\} | \\| \\langle \\rangle \\lfloor "
                 "\\rfloor \\lceil \\rceil or \".\"");
        return found.character;
    }

    Node read_fenced() {
        Node fenced{.kind = Kind::fenced, .role = Role::inner, .character = read_bracket("left")};
        fenced.children.push_back(read_row(End::right));
        if (!next_command("right")) fail("found " + quoted(rest_word()) + ", expected \\right after \\left");
        at_ += 6;
        fenced.closing = read_bracket("right");
        return fenced;
    }

    Node in_letters(Alphabet alphabet, std::string_view of) {
        const Alphabet before = std::exchange(alphabet_, alphabet);
        Node node = argument(of);
        alphabet_ = before;
        return node;
    }

    Node read_grid() {
        const std::string name = raw_argument("begin");
        struct Environment {
            std::string_view name;
            char32_t open, close;
            const char* align;
        };
        constexpr std::array<Environment, 8> environments{{{"cases", '{', 0, "l"},
                                                           {"matrix", 0, 0, "c"},
                                                           {"pmatrix", '(', ')', "c"},
                                                           {"bmatrix", '[', ']', "c"},
                                                           {"vmatrix", '|', '|', "c"},
                                                           {"Vmatrix", 0x2016, 0x2016, "c"},
                                                           {"aligned", 0, 0, "rl"},
                                                           {"gathered", 0, 0, "c"}}};
        const Environment* known = nullptr;
        for (const Environment& each : environments)
            if (each.name == name) known = &each;
        if (!known)
            fail("found \\begin{" + one_line(shortened(name, 24)) +
                 "}, expected cases, matrix, pmatrix, bmatrix, vmatrix, Vmatrix, aligned or gathered");
        std::vector<std::vector<Node>> rows(1);
        while (true) {
            rows.back().push_back(read_row(End::cell));
            if (take("&")) continue;
            if (!take("\\\\")) break;
            rows.emplace_back();
        }
        if (!next_command("end")) fail("found " + quoted(rest_word()) + ", expected \\end{" + name + "}");
        at_ += 4;
        if (const std::string closed = raw_argument("end"); closed != name)
            fail("found \\end{" + one_line(shortened(closed, 24)) + "}, expected \\end{" + name + "}");
        if (rows.size() > 1 && rows.back().size() == 1 && rows.back()[0].empty()) rows.pop_back();
        Node grid{.kind = Kind::grid, .align = known->align};
        std::size_t columns = 0;
        for (const auto& row : rows) columns = std::max(columns, row.size());
        grid.columns = static_cast<int>(columns);
        grid.style = name == "aligned" || name == "gathered" ? 0 : 1;
        for (auto& row : rows) {
            row.resize(columns);
            for (Node& cell : row) grid.children.push_back(std::move(cell));
        }
        if (!known->open && !known->close) return grid;
        Node fenced{.kind = Kind::fenced, .role = Role::inner, .character = known->open, .closing = known->close};
        fenced.children.push_back(std::move(grid));
        return fenced;
    }

    Node read_fraction(std::string_view name) {
        Node fraction{.kind = Kind::fraction, .role = Role::inner, .amount = name == "binom" ? 0.0f : 1.0f};
        if (name == "dfrac") fraction.style = 0;
        if (name == "tfrac") fraction.style = 1;
        const std::string of = '\\' + std::string(name);
        fraction.children.push_back(argument(of));
        fraction.children.push_back(argument(of));
        if (name != "binom") return fraction;
        Node fenced{.kind = Kind::fenced, .role = Role::inner, .character = '(', .closing = ')'};
        fenced.children.push_back(std::move(fraction));
        return fenced;
    }

    Node read_root() {
        Node root{.kind = Kind::root}, degree;
        skip_blanks();
        if (take("[")) {
            degree = read_row(End::bracket);
            if (!take("]")) fail("found the end of the formula, expected \"]\" after \\sqrt[");
        }
        root.children.push_back(argument("\\sqrt"));
        root.children.push_back(std::move(degree));
        return root;
    }

    Node read_stack(std::string_view name) {
        Node stack{.kind = Kind::stack}, small = argument('\\' + std::string(name));
        Node base = argument('\\' + std::string(name));
        stack.role = base.role;
        stack.children = {std::move(base), Node{}, Node{}};
        stack.children[name == "underset" ? 1 : 2] = std::move(small);
        return stack;
    }

    Node read_command() {
        const std::string_view name = command_name();
        if (name.empty()) fail("found \"\\\" at the end of the formula, expected a command");
        const std::size_t from = at_;
        at_ += 1 + name.size();
        if (const Symbol* known = symbol_named(name))
            return symbol(in_alphabet(known->character, alphabet_), known->role, known->limits);
        if (const OperatorName* known = operator_named(name)) return operator_node(*known);
        if (const Space* known = space_named(name)) return {.kind = Kind::space, .amount = known->em};
        if (const Accent* known = accent_named(name)) {
            Node accent{.kind = Kind::accent, .character = known->character, .wide = known->wide};
            accent.children.push_back(argument('\\' + std::string(name)));
            return accent;
        }
        if (name == "overline" || name == "underline") {
            Node bar{.kind = Kind::bar, .wide = name == "overline"};
            bar.children.push_back(argument('\\' + std::string(name)));
            return bar;
        }
        if (name == "frac" || name == "dfrac" || name == "tfrac" || name == "binom") return read_fraction(name);
        if (name == "sqrt") return read_root();
        if (name == "overset" || name == "stackrel" || name == "underset") return read_stack(name);
        if (name == "left") return read_fenced();
        if (name == "begin") return read_grid();
        if (name == "text" || name == "textrm" || name == "mbox")
            return {.kind = Kind::words, .text = raw_argument(name)};
        if (name == "operatorname") return {.kind = Kind::name, .role = Role::large, .text = raw_argument(name)};
        if (auto bracket = read_sized(name)) return *bracket;
        if (const auto alphabet = alphabet_named(name)) return in_letters(*alphabet, '\\' + std::string(name));
        at_ = from;
        if (name == "right") fail("found \\right without its \\left");
        if (name == "end") fail("found \\end without its \\begin");
        if (name == "\\") fail("found \"\\\\\", expected it between the rows of \\begin{cases} and the like");
        return typed(s_.substr(from, 1 + name.size()),
                     "a command; the nearest is \\" + std::string(nearest(name, command_names())));
    }

    static Node operator_node(const OperatorName& known) {
        std::string text(known.name);
        // A thin space stands in these two names.
        if (text == "argmax" || text == "argmin" || text == "limsup" || text == "liminf") text.insert(3, "\u2009");
        return {.kind = Kind::name, .role = Role::large, .text = std::move(text), .limits = known.limits};
    }

    static std::optional<Alphabet> alphabet_named(std::string_view name) {
        using Named = std::pair<std::string_view, Alphabet>;
        for (const auto& [known, alphabet] :
             {Named{"mathbf", Alphabet::bold}, Named{"boldsymbol", Alphabet::bold_italic},
              Named{"bm", Alphabet::bold_italic}, Named{"mathrm", Alphabet::upright}, Named{"mathit", Alphabet::italic},
              Named{"mathcal", Alphabet::script}, Named{"mathscr", Alphabet::script},
              Named{"mathbb", Alphabet::double_struck}, Named{"mathfrak", Alphabet::fraktur}})
            if (known == name) return alphabet;
        return std::nullopt;
    }

    /// \big( … \Biggr): heights of The TeXbook, in em.
    std::optional<Node> read_sized(std::string_view name) {
        using Sized = std::pair<std::string_view, float>;
        for (const auto& [known, em] :
             {Sized{"bigg", 2.0f}, Sized{"Bigg", 2.5f}, Sized{"big", 1.2f}, Sized{"Big", 1.5f}}) {
            if (!name.starts_with(known)) continue;
            const std::string_view side = name.substr(known.size());
            if (!side.empty() && side != "l" && side != "r" && side != "m") continue;
            const Role role = side == "l"   ? Role::opening
                              : side == "r" ? Role::closing
                              : side == "m" ? Role::relation
                                            : Role::ordinary;
            return Node{.kind = Kind::bracket, .role = role, .character = read_bracket(name), .amount = em};
        }
        return std::nullopt;
    }

    std::string_view s_;
    std::vector<std::string>& problems_;
    std::size_t at_ = 0;
    int depth_ = 0;
    Alphabet alphabet_ = Alphabet::italic;
};

}  // namespace

Node parse_formula(std::string_view source, std::vector<std::string>& problems) {
    const auto whole = [&](const std::string& what) {
        problems.push_back(what);
        return Node{.kind = Kind::typed, .text = std::string(source)};
    };
    if (source.size() > longest_formula)
        return whole("the formula has " + std::to_string(source.size()) + " bytes, expected at most " +
                     std::to_string(longest_formula));
    std::vector<std::string> found;
    try {
        Node tree = Parser(source, found).formula();
        problems.insert(problems.end(), found.begin(), found.end());
        return tree;
    } catch (const Unstructured& broken) {
        return whole(broken.what);
    }
}

}  // namespace coalesce::formula
