#include "document/scene_check.hpp"

#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/parameter_check.hpp"
#include "model/law_check.hpp"

namespace coalesce {
namespace {

void check_matrix_sizes(const Scene& scene) {
    const auto check = [&](const char* path, const Matrix& matrix) {
        if (matrix.dimension == scene.dimension) return;
        const std::string found = std::to_string(matrix.dimension), expected = std::to_string(scene.dimension);
        throw Issue(path, "found a " + found + "×" + found + " matrix, expected " + expected + "×" + expected +
                              " since dimension is " + expected);
    };
    check("model.Q", scene.model.Q);
    check("model.K", scene.model.K);
    check("model.V", scene.model.V);
}

}  // namespace

void check_document(const SceneDocument& document) {
    for (const Parameter& parameter : parameters()) check_parameter(parameter, parameter.get(document));
    check_matrix_sizes(document.scene);
    check_law(document.scene.tokens.law, document.scene.dimension);
}

void validate(const SceneDocument& document, std::string_view origin) {
    try {
        check_document(document);
    } catch (const Issue& issue) {
        throw InputError(std::string(origin) + ": " + issue.line());
    }
}

}  // namespace coalesce
