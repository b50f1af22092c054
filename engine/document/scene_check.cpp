#include "document/scene_check.hpp"

#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/parameter_check.hpp"
#include "model/event_check.hpp"
#include "model/law_check.hpp"

namespace coalesce {

void check_matrix_size(std::string_view key, const Matrix& matrix, int dimension) {
    if (matrix.dimension == dimension) return;
    const std::string found = std::to_string(matrix.dimension), expected = std::to_string(dimension);
    throw Issue(std::string(key), "found a " + found + "×" + found + " matrix, expected " + expected + "×" + expected +
                                      " since dimension is " + expected);
}

void check_document(const SceneDocument& document) {
    for (const Parameter& parameter : parameters()) check_parameter(parameter, parameter.get(document));
    const Scene& scene = document.scene;
    check_matrix_size("model.Q", scene.model.Q, scene.dimension);
    check_matrix_size("model.K", scene.model.K, scene.dimension);
    check_matrix_size("model.V", scene.model.V, scene.dimension);
    check_law(scene.tokens.law, scene.dimension);
    check_events(scene.events, scene.dimension, scene.time.until, known_count(scene.tokens.law, scene.tokens.count));
}

std::optional<std::int64_t> known_count(const InitialLaw& law, std::int64_t count) {
    if (std::holds_alternative<FileLaw>(law)) return {};
    const auto* points = std::get_if<PointsLaw>(&law);
    return points ? static_cast<std::int64_t>(points->points.size()) : count;
}

void validate(const SceneDocument& document, std::string_view origin) {
    try {
        check_document(document);
    } catch (const Issue& issue) {
        throw InputError(std::string(origin) + ": " + issue.line());
    }
}

}  // namespace coalesce
