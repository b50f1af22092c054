#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "coalesce/model/event.hpp"
#include "coalesce/model/law.hpp"
#include "coalesce/model/matrix.hpp"

namespace coalesce {

/// `key.path=value` of the command line; the value is JSON, else plain text.
using Assignment = std::string;

/// When a change of the parameter takes effect.
enum class Effect {
    live,       ///< at the next step of the running cloud
    new_cloud,  ///< after the cloud is drawn anew
    view        ///< at the next frame; drawing only
};

enum class ParameterKind { integer, real, boolean, choice, text, matrix, law, pair, events };

using ParameterValue =
    std::variant<std::int64_t, double, bool, std::string, Matrix, InitialLaw, std::array<double, 2>, Events>;

/// Declaration of a parameter, without its document.
struct ParameterSpec {
    std::string_view key{};                    ///< path in the scene file: "model.beta"
    std::string_view label{};                  ///< as on the slider: "β"
    ParameterKind kind = ParameterKind::real;  ///< implied by the member's type
    double minimum = 0, maximum = 0;           ///< accepted range (integers, reals, each entry of pairs and matrices),
                                               ///< inclusive unless open_minimum, open_maximum
    bool open_minimum = false;                 ///< the minimum itself is refused (dt > 0)
    bool open_maximum = false;                 ///< the maximum itself is refused (γ < 1)
    double slider_from = 0, slider_to = 0;     ///< range of the slider
    bool logarithmic = false;                  ///< slider scale
    std::string_view unit{};                   ///< empty if dimensionless
    std::string_view zero{};                   ///< word shown for 0 if 0 lets the program choose: "automatic"
    std::string_view help{};                   ///< one sentence for a tooltip
    std::span<const std::string_view> choices{};  ///< kind choice: the words of the scene file, by enumerator
    Effect effect = Effect::live;                 ///< what an edit in the desktop does
};

/// Where a document keeps a parameter's value, and how it is copied from and to there. Documents have no virtual bases,
/// so that a member has the same offset in all of them.
struct ParameterMember {
    std::size_t offset = 0;  ///< bytes from the start of the document
    ParameterValue (*load)(const ParameterSpec&, const void* member) = nullptr;
    void (*store)(const ParameterSpec&, void* member, const ParameterValue&) = nullptr;
};

/// One parameter, declared once (model/declare.hpp). Scene files, --set, sliders, undo and the reference in --help are
/// derived from it. A Document is a scene or the settings of a lab (model/settings.hpp).
template <class Document>
struct BasicParameter : ParameterSpec {
    ParameterMember member;
    /// Replaces the copy to the member where other members must follow it (`dimension`, see set_dimension).
    void (*set_with_others)(Document&, const ParameterValue&) = nullptr;

    ParameterValue get(const Document& document) const {
        return member.load(*this, reinterpret_cast<const std::byte*>(&document) + member.offset);
    }
    /// Sets a value that check_value accepts.
    void set(Document& document, const ParameterValue& value) const {
        if (set_with_others) return set_with_others(document, value);
        member.store(*this, reinterpret_cast<std::byte*>(&document) + member.offset, value);
    }
};

/// The declared key nearest in edit distance, for messages.
std::string_view nearest_key(std::string_view key, const std::vector<std::string_view>& declared);
/// Checks kind and range. Throws InputError: "model.beta: found -1, expected a number ≥ 0".
void check_value(const ParameterSpec& parameter, const ParameterValue& value);
/// Describes accepted values: "a number ≥ 0", "a whole number from 1 to 100000000",
/// "one of "layer", "rk4", "adaptive"".
std::string expectation(const ParameterSpec& parameter);

}  // namespace coalesce
