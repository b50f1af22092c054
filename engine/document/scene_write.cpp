#include <algorithm>
#include <nlohmann/json.hpp>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/text.hpp"
#include "document/scene_paths.hpp"
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
    template <class Plain>
    ordered_json operator()(const Plain& value) const {
        return value;
    }
};

/// Prints JSON for people: on one line if it fits, else one entry a line.
class Printer {
  public:
    std::string take() {
        text_ += "\n";
        return std::move(text_);
    }

    void print(const ordered_json& value, std::size_t indent) {
        if (!value.is_structured() || (indent > 0 && fits(value, indent))) {
            print_flat(value);
            return;
        }
        const bool object = value.is_object();
        text_ += object ? "{" : "[";
        bool first = true;
        for (const auto& [key, entry] : value.items()) {
            text_ += first ? "\n" : ",\n";
            text_.append(indent + 2, ' ');
            first = false;
            if (object) text_ += ordered_json(key).dump() + ": ";
            print(entry, indent + 2);
        }
        text_ += "\n";
        text_.append(indent, ' ');
        text_ += object ? "}" : "]";
    }

  private:
    static constexpr std::size_t line = 100;

    /// Groups of the scene file (first-level objects) always have one key a line.
    static bool fits(const ordered_json& value, std::size_t indent) {
        if (value.is_object() && indent <= 2) return false;
        if (value.size() > line) return false;
        Printer trial;
        trial.print_flat(value);
        return trial.text_.size() + indent <= line;
    }
    void print_flat(const ordered_json& value) {
        if (value.is_number_float()) {
            text_ += decimal_text(value.get<double>());
        } else if (!value.is_structured()) {
            text_ += value.dump();
        } else {
            const bool object = value.is_object();
            text_ += object ? "{" : "[";
            bool first = true;
            for (const auto& [key, entry] : value.items()) {
                if (!first) text_ += ", ";
                first = false;
                if (object) text_ += ordered_json(key).dump() + ": ";
                print_flat(entry);
            }
            text_ += object ? "}" : "]";
        }
    }

    std::string text_;
};

}  // namespace

std::string to_json(const SceneDocument& document) {
    ordered_json root;
    root["coalesce"] = 1;
    for (const Parameter& parameter : parameters()) {
        const ParameterValue value = parameter.get(document);
        ordered_json written = std::visit(ValueWriter{document.scene.dimension}, value);
        const std::size_t dot = parameter.key.find('.');
        const std::string first(parameter.key.substr(0, dot));
        if (dot == std::string_view::npos) {
            root[first] = std::move(written);
        } else {
            root[first][std::string(parameter.key.substr(dot + 1))] = std::move(written);
        }
    }
    Printer printer;
    printer.print(root, 0);
    return printer.take();
}

void write_scene(const SceneDocument& document, const std::filesystem::path& path) {
    SceneDocument placed = document;
    if (auto* file = std::get_if<FileLaw>(&placed.scene.tokens.law)) {
        const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
        file->path = named_from(folder, file->path, file->relative);
    }
    write_file(path, to_json(placed));
}

}  // namespace coalesce
