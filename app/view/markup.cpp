#include "view/markup.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "view/typeset.hpp"

namespace coalesce {
namespace {

/// Returns where the partner of the sign at `at` is; npos: it has none.
std::size_t partner_of(std::string_view text, std::size_t at) {
    for (std::size_t k = at + 1; k < text.size(); ++k) {
        if (text[k] == '\\')
            ++k;
        else if (text[k] == text[at])
            return k == at + 1 ? std::string_view::npos : k;
    }
    return std::string_view::npos;
}

using TexName = std::pair<std::string_view, std::string_view>;

/// Commands that stand for a character.
constexpr std::array tex_characters{
    TexName{"alpha", "α"},   TexName{"beta", "β"},   TexName{"gamma", "γ"},  TexName{"delta", "δ"},
    TexName{"epsilon", "ε"}, TexName{"zeta", "ζ"},   TexName{"eta", "η"},    TexName{"theta", "θ"},
    TexName{"kappa", "κ"},   TexName{"lambda", "λ"}, TexName{"mu", "μ"},     TexName{"nu", "ν"},
    TexName{"xi", "ξ"},      TexName{"pi", "π"},     TexName{"rho", "ρ"},    TexName{"sigma", "σ"},
    TexName{"tau", "τ"},     TexName{"varphi", "φ"}, TexName{"phi", "φ"},    TexName{"psi", "ψ"},
    TexName{"omega", "ω"},   TexName{"Delta", "Δ"},  TexName{"Sigma", "Σ"},  TexName{"Omega", "Ω"},
    TexName{"cdot", "·"},    TexName{"times", "×"},  TexName{"pm", "±"},     TexName{"infty", "∞"},
    TexName{"to", "→"},      TexName{"le", "≤"},     TexName{"leq", "≤"},    TexName{"ge", "≥"},
    TexName{"geq", "≥"},     TexName{"ne", "≠"},     TexName{"neq", "≠"},    TexName{"approx", "≈"},
    TexName{"sim", "∼"},     TexName{"propto", "∝"}, TexName{"sum", "∑"},    TexName{"int", "∫"},
    TexName{"partial", "∂"}, TexName{"nabla", "∇"},  TexName{"in", "∈"},     TexName{"langle", "⟨"},
    TexName{"rangle", "⟩"},  TexName{"ll", "≪"},     TexName{"gg", "≫"},     TexName{"dots", "…"},
    TexName{"ldots", "…"},   TexName{"cdots", "…"},  TexName{"top", "T"},    TexName{"mid", "|"},
    TexName{"quad", "  "},   TexName{"left", ""},    TexName{"right", ""},   TexName{"log", "log "},
    TexName{"ln", "ln "},    TexName{"exp", "exp"},  TexName{"cos", "cos "}, TexName{"sin", "sin "}};

/// A formula while it is read.
class TexReader {
  public:
    explicit TexReader(std::string_view tex) : tex_(tex) {}

    std::string whole() {
        std::string out;
        while (at_ < tex_.size()) {
            out += up_to_brace();
            ++at_;  // a brace that closes nothing
        }
        return out;
    }

  private:
    std::string up_to_brace() {
        std::string out;
        while (at_ < tex_.size() && tex_[at_] != '}') out += next();
        return out;
    }

    std::string next() {
        const char c = tex_[at_];
        if (c == '\\') return command();
        if (c == '{') return group();
        ++at_;
        if (c == '~') return " ";
        if (c == '^' || c == '_') return c + argument_of_shift();
        return {c};
    }

    std::string group() {
        ++at_;
        std::string inside = up_to_brace();
        if (at_ < tex_.size()) ++at_;
        return inside;
    }

    /// Returns the argument of a command: a group, a command or one character.
    std::string argument() {
        while (at_ < tex_.size() && tex_[at_] == ' ') ++at_;
        return at_ < tex_.size() ? next() : "";
    }

    /// Returns what stands higher or lower, in braces if it has several characters, as typeset() reads it.
    std::string argument_of_shift() {
        const bool braced = at_ < tex_.size() && tex_[at_] == '{';
        const std::string inside = argument();
        return braced && inside.size() > 1 ? "{" + inside + "}" : inside;
    }

    std::string command() {
        const std::size_t begin = ++at_;
        while (at_ < tex_.size() && std::isalpha(static_cast<unsigned char>(tex_[at_]))) ++at_;
        if (at_ == begin) {  // a sign
            const char sign = at_ < tex_.size() ? tex_[at_++] : '\\';
            if (sign == '|') return "‖";
            return sign == ',' || sign == ';' || sign == ':' || sign == '!' ? "" : std::string{sign};
        }
        const std::string_view name = tex_.substr(begin, at_ - begin);
        if (name == "frac" || name == "tfrac") {
            const std::string above = argument(), below = argument();
            return held(above) + "/" + held(below);
        }
        if (name == "sqrt") {
            const std::string inside = argument();
            return inside.size() > 1 ? "√(" + inside + ")" : "√" + inside;
        }
        if (name == "mathbf" || name == "mathrm" || name == "mathbb" || name == "text" || name == "bar" ||
            name == "hat" || name == "dot")
            return argument();
        const auto* found = std::find_if(tex_characters.begin(), tex_characters.end(),
                                         [&](const TexName& pair) { return pair.first == name; });
        return std::string(found == tex_characters.end() ? name : found->second);
    }

    /// Puts a part of a fraction into parentheses unless it is a single term.
    static std::string held(const std::string& part) {
        const bool terms = part.find_first_of("+- ·") != std::string::npos;
        return terms ? "(" + part + ")" : part;
    }

    std::string_view tex_;
    std::size_t at_ = 0;
};

}  // namespace

std::vector<MarkupSpan> markup(std::string_view caption) {
    using Kind = MarkupSpan::Kind;
    std::vector<MarkupSpan> spans;
    const auto add = [&](Kind kind, std::string_view text) {
        if (spans.empty() || spans.back().kind != kind || kind == Kind::formula) spans.push_back({kind, {}});
        spans.back().text += text;
    };
    std::size_t emphasis_until = 0;  // position of the asterisk that ends the emphasis
    for (std::size_t at = 0; at < caption.size(); ++at) {
        const Kind kind = at < emphasis_until ? Kind::emphasis : Kind::plain;
        const char c = caption[at];
        if (c == '\\' && at + 1 < caption.size() && (caption[at + 1] == '*' || caption[at + 1] == '$')) {
            add(kind, caption.substr(++at, 1));
            continue;
        }
        if (c == '*' && at == emphasis_until && at > 0) continue;
        if (c == '*' || c == '$') {
            const std::size_t end = partner_of(caption, at);
            if (c == '$' && end != std::string_view::npos) {
                add(Kind::formula, caption.substr(at + 1, end - at - 1));
                at = end;
                continue;
            }
            if (c == '*' && end != std::string_view::npos) {
                emphasis_until = end;
                continue;
            }
        }
        add(kind, caption.substr(at, 1));
    }
    return spans;
}

std::string formula_in_a_line(std::string_view tex) {
    return typeset(TexReader(tex).whole());
}

std::string without_markup(std::string_view caption) {
    std::string out;
    for (const MarkupSpan& span : markup(caption))
        out += span.kind == MarkupSpan::Kind::formula ? formula_in_a_line(span.text) : span.text;
    return out;
}

}  // namespace coalesce
