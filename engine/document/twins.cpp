#include "coalesce/document/twins.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>

#include "coalesce/model/error.hpp"
#include "coalesce/model/path_text.hpp"
#include "coalesce/model/text.hpp"

namespace coalesce {
namespace {

/// True if `text` begins with a key and =.
bool begins_assignment(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos || !std::isalpha(static_cast<unsigned char>(text[first]))) return false;
    const auto in_key = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_'; };
    const auto end = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(first), text.end(), in_key);
    return end != text.end() && *end == '=';
}

[[noreturn]] void refuse(const std::string& twin, const std::string& why) {
    throw InputError(one_line("--twin " + shortened(twin, 80)) + ": " + why);
}

/// @param dimension  of the first run
SceneDocument load_twin(const SceneLoader& load, std::vector<Assignment> assignments, const std::string& twin,
                        int dimension) {
    for (Assignment& own : split_assignments(twin)) {
        // Refused before matrices and law are found to be of the wrong size.
        if (own.starts_with("dimension=") && own != "dimension=" + std::to_string(dimension))
            refuse(twin, "found another dimension, expected " + std::to_string(dimension) +
                             ": runs side by side share sphere, camera, display and end");
        assignments.push_back(std::move(own));
    }
    try {
        return load(assignments);
    } catch (const InputError& error) {
        // The first run has the other assignments and was read before: it is the twin's that are refused.
        const std::string_view line = error.what(), option = "--set ";
        if (!line.starts_with(option)) refuse(twin, std::string(line));
        throw InputError("--twin " + std::string(line.substr(option.size())));
    }
}

std::string matrix_words(const Matrix& matrix) {
    const int d = matrix.dimension;
    std::string diagonal, rows;
    bool off_diagonal = false, scalar = true;
    for (int row = 0; row < d; ++row) {
        for (int column = 0; column < d; ++column) {
            rows += (column > 0 ? " " : row > 0 ? "; " : "") + formatted("%.3g", matrix(row, column));
            off_diagonal = off_diagonal || (row != column && matrix(row, column) != 0);
        }
        diagonal += (row > 0 ? ", " : "") + decimal_text(matrix(row, row));
        scalar = scalar && matrix(row, row) == matrix(0, 0);
    }
    if (off_diagonal) return "[" + rows + "]";
    if (!scalar) return "diagonal " + diagonal;
    return matrix(0, 0) == 1    ? "identity"
           : matrix(0, 0) == -1 ? "minus identity"
                                : decimal_text(matrix(0, 0)) + " × identity";
}

struct LawWords {
    std::string operator()(const UniformLaw&) const { return "uniform"; }
    std::string operator()(const MixtureLaw& law) const {
        return "mixture of " + std::to_string(law.components.size());
    }
    std::string operator()(const AzimuthalLaw& law) const {
        return "azimuthal mixture of " + std::to_string(law.components.size());
    }
    std::string operator()(const PointsLaw& law) const { return std::to_string(law.points.size()) + " points"; }
    std::string operator()(const FileLaw& law) const {
        return shown_path(std::filesystem::path(law.path).filename().string());
    }
};

struct ValueWords {
    const ParameterSpec& parameter;
    std::string operator()(std::int64_t whole) const { return std::to_string(whole); }
    std::string operator()(double real) const {
        return real == 0 && !parameter.zero.empty() ? std::string(parameter.zero) : decimal_text(real);
    }
    std::string operator()(bool flag) const { return flag ? "yes" : "no"; }
    std::string operator()(const std::string& text) const {
        // Words of the scene file as written in prose.
        return text == "unnormalized" ? "unnormalised" : text == "auto" ? "automatic" : text;
    }
    std::string operator()(const Matrix& matrix) const { return matrix_words(matrix); }
    std::string operator()(const InitialLaw& law) const { return std::visit(LawWords{}, law); }
    std::string operator()(const Events& events) const {
        return events.empty() ? "none" : std::to_string(events.size());
    }
    std::string operator()(const std::array<double, 2>& pair) const {
        return decimal_text(pair[0]) + ", " + decimal_text(pair[1]);
    }
};

/// The slider's label within a line: "attention", "β", "noise D", "dt", "Q".
std::string label_words(const ParameterSpec& parameter) {
    std::string label(parameter.label);
    const bool word = label.size() > 1 && std::islower(static_cast<unsigned char>(label[1]));
    if (word) label[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(label[0])));
    return label;
}

/// True if pictures of runs that differ in it are told apart by it. The camera is the same, a name says nothing.
bool tells(const ParameterSpec& parameter) {
    constexpr const char* silent[] = {"name",       "note",          "dimension", "view.theme",     "view.yaw",
                                      "view.pitch", "view.distance", "view.pan",  "view.turntable", "time.axis"};
    return std::none_of(std::begin(silent), std::end(silent), [&](const char* key) { return parameter.key == key; });
}

}  // namespace

std::vector<Assignment> split_assignments(std::string_view text) {
    std::vector<Assignment> parts;
    int depth = 0;
    bool quoted = false;
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"' && (at == 0 || text[at - 1] != '\\')) quoted = !quoted;
        if (quoted) continue;
        if (c == '[' || c == '{') ++depth;
        if (c == ']' || c == '}') --depth;
        if (c != ',' || depth > 0 || !begins_assignment(text.substr(at + 1))) continue;
        parts.emplace_back(text.substr(from, at - from));
        from = std::min(text.find_first_not_of(' ', at + 1), text.size());
    }
    parts.emplace_back(text.substr(from));
    return parts;
}

std::string twin_assignments(const SceneDocument& first, const SceneDocument& twin) {
    std::string all;
    const DocumentDiff diff = difference(first, twin);
    for (const DocumentDiff::Change& change : diff.changes()) {
        if (shared_by_twins(*change.parameter)) continue;
        all += (all.empty() ? "" : ",") + assignment_of(*change.parameter, change.after, first.scene.dimension);
    }
    return all;
}

bool shared_by_twins(const ParameterSpec& parameter) {
    return parameter.effect == Effect::view || parameter.key == "dimension" || parameter.key == "time.until";
}

DocumentDiff difference(const SceneDocument& from, const SceneDocument& to) {
    if (from.scene.dimension != to.scene.dimension)
        throw InputError("dimension: found " + std::to_string(to.scene.dimension) + ", expected " +
                         std::to_string(from.scene.dimension) + ": runs side by side share sphere and camera");
    DocumentDiff diff;
    for (const Parameter& parameter : parameters())
        if (ParameterValue value = parameter.get(to); value != parameter.get(from))
            diff.set(from, parameter.key, std::move(value));
    return diff;
}

void check_twin(const DocumentDiff& difference, std::string_view origin) {
    const std::string name = std::string(origin) + ": ";
    if (difference.empty()) throw InputError(name + "found the values of the first run, expected one that differs");
    for (const DocumentDiff::Change& change : difference.changes())
        if (shared_by_twins(*change.parameter))
            throw InputError(name + "found another " + std::string(change.parameter->key) +
                             ", expected a change of tokens, model, solver or steps: runs side by side share sphere, "
                             "camera, display and end");
}

std::vector<SceneDocument> load_twins(const SceneLoader& load, const std::vector<Assignment>& assignments,
                                      const SceneDocument& first, const std::vector<std::string>& twins) {
    if (twins.size() > most_twins)
        throw InputError("--twin: found " + std::to_string(twins.size()) + " of them, expected at most " +
                         std::to_string(most_twins));
    std::vector<SceneDocument> loaded;
    for (const std::string& twin : twins) {
        SceneDocument document = load_twin(load, assignments, twin, first.scene.dimension);
        check_twin(difference(first, document), one_line("--twin " + shortened(twin, 80)));
        if (std::find(loaded.begin(), loaded.end(), document) != loaded.end())
            refuse(twin, "found a twin that is there already, expected one that differs from it");
        loaded.push_back(std::move(document));
    }
    return loaded;
}

std::string value_words(const ParameterSpec& parameter, const ParameterValue& value) {
    return std::visit(ValueWords{parameter}, value);
}

std::vector<std::string> twin_words(std::span<const SceneDocument* const> runs) {
    std::vector<std::string> lines(runs.size());
    if (runs.size() < 2) return lines;
    for (const Parameter& parameter : parameters()) {
        if (!tells(parameter)) continue;
        const ParameterValue first = parameter.get(*runs.front());
        const auto differs = [&](const SceneDocument* run) { return parameter.get(*run) != first; };
        if (std::none_of(runs.begin() + 1, runs.end(), differs)) continue;
        for (std::size_t k = 0; k < runs.size(); ++k) {
            const std::string words = value_words(parameter, parameter.get(*runs[k]));
            // Two mixtures of as many components, or two files of one name, have the same words.
            const bool same_words = differs(runs[k]) && words == value_words(parameter, first);
            if (!lines[k].empty()) lines[k] += " · ";
            lines[k] += label_words(parameter) + ": " + (same_words ? "another " : "") + words;
        }
    }
    return lines;
}

}  // namespace coalesce
