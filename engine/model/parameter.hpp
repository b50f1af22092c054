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

/// One parameter, declared once. Scene files, --set, sliders, undo and the reference in --help are derived from it.
struct Parameter {
    std::string_view key;    ///< path in the scene file: "model.beta"
    std::string_view label;  ///< as on the slider: "β"
    ParameterKind kind;
    double minimum, maximum;        ///< what is accepted (integers and reals), inclusive unless open_minimum
    bool open_minimum;              ///< the minimum itself is refused (dt > 0)
    double slider_from, slider_to;  ///< what a slider offers
    bool logarithmic;               ///< slider scale
    std::string_view unit;
    std::string_view help;
    std::vector<std::string_view> choices;
    Effect effect;
    ParameterValue (*get)(const SceneDocument&);
    void (*set)(SceneDocument&, const ParameterValue&);
};

/// All parameters in the order of the scene file.
std::span<const Parameter> parameters();
/// nullptr when there is none of that key.
const Parameter* find_parameter(std::string_view key);
/// The declared key nearest in edit distance, for messages.
std::string_view nearest_key(std::string_view key);
/// Checks kind and range. Throws InputError: "model.beta: found -1, expected a number ≥ 0".
void check_value(const Parameter& parameter, const ParameterValue& value);

}  // namespace coalesce
