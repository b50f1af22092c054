#include <nlohmann/json.hpp>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/document/twins.hpp"
#include "coalesce/model/files.hpp"
#include "document/scene_json.hpp"
#include "document/scene_paths.hpp"
#include "model/event_json.hpp"
#include "model/json_print.hpp"
#include "model/law_json.hpp"

namespace coalesce {
namespace {

using nlohmann::ordered_json;

ordered_json matrix_json(const Matrix& matrix) {
    ordered_json rows = ordered_json::array();
    for (int row = 0; row < matrix.dimension; ++row) {
        rows.push_back(ordered_json::array());
        for (int column = 0; column < matrix.dimension; ++column) rows.back().push_back(matrix(row, column));
    }
    return rows;
}

struct ValueWriter {
    int dimension;
    ordered_json operator()(const Matrix& matrix) const { return matrix_json(matrix); }
    ordered_json operator()(const InitialLaw& law) const { return law_to_json(law, dimension); }
    ordered_json operator()(const Events& events) const { return events_to_json(events, dimension); }
    template <class Plain>
    ordered_json operator()(const Plain& value) const {
        return value;
    }
};

}  // namespace

ordered_json json_of(const ParameterValue& value, int dimension) {
    return std::visit(ValueWriter{dimension}, value);
}

ordered_json json_of(const SceneDocument& document) {
    ordered_json root;
    root["coalesce"] = 1;
    for (const Parameter& parameter : parameters()) {
        const ParameterValue value = parameter.get(document);
        if (const auto* events = std::get_if<Events>(&value); events && events->empty()) continue;
        ordered_json written = json_of(value, document.scene.dimension);
        const std::size_t dot = parameter.key.find('.');
        const std::string first(parameter.key.substr(0, dot));
        if (dot == std::string_view::npos) {
            root[first] = std::move(written);
        } else {
            root[first][std::string(parameter.key.substr(dot + 1))] = std::move(written);
        }
    }
    return root;
}

std::string to_json(const SceneDocument& document) {
    return printed(json_of(document), 1);
}

Assignment assignment_of(const ParameterSpec& parameter, const ParameterValue& value, int dimension) {
    return std::string(parameter.key) + "=" + std::visit(ValueWriter{dimension}, value).dump();
}

std::string to_json(const SceneDocument& document, const std::filesystem::path& path) {
    if (!std::holds_alternative<FileLaw>(document.scene.tokens.law)) return to_json(document);
    SceneDocument placed = document;
    auto& file = std::get<FileLaw>(placed.scene.tokens.law);
    file.path = named_from(std::filesystem::absolute(path).parent_path(), file.path, file.relative);
    return to_json(placed);
}

void write_scene(const SceneDocument& document, const std::filesystem::path& path) {
    write_file(path, to_json(document, path));
}

}  // namespace coalesce
