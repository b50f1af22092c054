#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/scene.hpp"

namespace coalesce {

/// When a change of the parameter shows.
enum class Effect {
    live,       ///< at the next step of the running cloud
    new_cloud,  ///< needs the cloud drawn anew
    view        ///< drawing only
};

enum class ParameterKind { integer, real, boolean, choice, text, matrix, law, pair };

using ParameterValue = std::variant<std::int64_t, double, bool, std::string, Matrix, InitialLaw, std::array<double, 2>>;

/// What is declared of a parameter, whatever document it belongs to.
struct ParameterSpec {
    std::string_view key{};    ///< path in the scene file: "model.beta"
    std::string_view label{};  ///< as on the slider: "β"
    ParameterKind kind = ParameterKind::real;
    double minimum = 0, maximum = 0;          ///< what is accepted (integers, reals, each entry of pairs and matrices),
                                              ///< inclusive unless open_minimum, open_maximum
    bool open_minimum = false;                ///< the minimum itself is refused (dt > 0)
    bool open_maximum = false;                ///< and the maximum (γ < 1)
    double slider_from = 0, slider_to = 0;    ///< what a slider offers
    bool logarithmic = false;                 ///< slider scale
    std::string_view unit{};                  ///< empty: a pure number
    std::string_view zero{};                  ///< a word in place of 0 where that lets the program choose: "automatic"
    std::string_view help{};                  ///< one sentence for a tooltip
    std::vector<std::string_view> choices{};  ///< kind choice: the words of the scene file
    Effect effect = Effect::live;
};

/// One parameter, declared once (model/declare.hpp). Scene files, --set, sliders, undo and the reference in --help are
/// derived from it. A Document is a scene or the settings of a lab (model/settings.hpp).
template <class Document>
struct BasicParameter : ParameterSpec {
    ParameterValue (*get)(const Document&) = nullptr;
    /// Takes a value that check_value accepts. `dimension` carries matrices and law over, see set_dimension.
    void (*set)(Document&, const ParameterValue&) = nullptr;
};
using Parameter = BasicParameter<SceneDocument>;

/// All parameters in the order of the scene file.
std::span<const Parameter> parameters();
/// nullptr when there is none of that key.
const Parameter* find_parameter(std::string_view key);
/// The declared key nearest in edit distance, for messages.
std::string_view nearest_key(std::string_view key);
/// The same among other keys.
std::string_view nearest_key(std::string_view key, const std::vector<std::string_view>& declared);
/// Checks kind and range. Throws InputError: "model.beta: found -1, expected a number ≥ 0".
void check_value(const ParameterSpec& parameter, const ParameterValue& value);
/// "a number ≥ 0", "a whole number from 1 to 100000000", "one of "layer", "rk4", "adaptive"" …
std::string expectation(const ParameterSpec& parameter);

/// Changes the dimension of a scene and keeps what can be kept: matrices are cut to their upper left block or extended
/// by the identity, directions lose or gain a third coordinate 0 (e_3 becomes e_1), an azimuthal law becomes the
/// mixture of the same angles on the circle.
void set_dimension(Scene& scene, int dimension);

}  // namespace coalesce
