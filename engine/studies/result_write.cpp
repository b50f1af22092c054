#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "coalesce/model/files.hpp"
#include "coalesce/model/npy.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/result.hpp"

namespace coalesce::studies {
namespace {

using Json = nlohmann::ordered_json;

/// "runs.0.beta" -> /runs/0/beta: a level of digits makes an array.
Json::json_pointer pointer(std::string path) {
    std::replace(path.begin(), path.end(), '.', '/');
    return Json::json_pointer("/" + path);
}

/// nlohmann writes null for a real that is not finite.
template <class T>
void add_value(Json& to, const std::string& path, const T& value, NotFinite not_finite) {
    if constexpr (std::is_same_v<T, double>)
        if (!std::isfinite(value) && not_finite == NotFinite::left_out) return;
    to[pointer(path)] = value;
}

Json rows_json(const Table& table) {
    Json rows = Json::array();
    for (std::size_t row = 0; row < table.rows(); ++row) {
        Json& object = rows.emplace_back(Json::object());
        for (const Column& column : table.columns)
            std::visit(
                [&](const auto& cells) {
                    using Cell = typename std::decay_t<decltype(cells)>::value_type;
                    add_value<Cell>(object, column.name, cells[row], column.not_finite);
                },
                column.cells);
    }
    return rows;
}

Json checks_json(const std::vector<Check>& checks) {
    Json list = Json::array();
    for (const Check& check : checks)
        list.push_back(
            {{"what", check.what}, {"value", check.value}, {"at_most", check.at_most}, {"pass", check.pass()}});
    return list;
}

std::string real_text(double value, int digits) {
    return formatted(("%." + std::to_string(digits) + "g").c_str(), value);
}

std::string quoted(const std::string& word) {
    if (word.find_first_of(",\"\r\n") == std::string::npos) return word;
    std::string text = "\"";
    for (const char c : word) text.append(c == '"' ? 2 : 1, c);
    return text + "\"";
}

std::string cell_text(const Column& column, std::size_t row) {
    return std::visit(
        [&](const auto& cells) -> std::string {
            using Cell = typename std::decay_t<decltype(cells)>::value_type;
            if constexpr (std::is_same_v<Cell, double>) {
                return real_text(cells[row], column.digits);
            } else if constexpr (std::is_same_v<Cell, std::int64_t>) {
                return std::to_string(cells[row]);
            } else if constexpr (std::is_same_v<Cell, bool>) {
                return cells[row] ? "true" : "false";
            } else if constexpr (std::is_same_v<Cell, std::string>) {
                return quoted(cells[row]);
            } else {
                std::string text;
                for (const double value : cells[row])
                    text.append(text.empty() ? "" : " ").append(real_text(value, column.digits));
                return text;
            }
        },
        column.cells);
}

}  // namespace

Result& Result::put_scene(const SceneDocument& document, const std::vector<std::string_view>& swept) {
    Json scene = Json::parse(to_json(document));
    for (const std::string_view key : swept) {
        const Json::json_pointer at = pointer(std::string(key));
        scene[at.parent_pointer()].erase(at.back());
    }
    entries_.push_back({"scene", SceneText{scene.dump()}});
    return *this;
}

Result& Result::put_scene_part(std::string path, const SceneDocument& document, std::string_view key) {
    entries_.push_back(
        {std::move(path), SceneText{Json::parse(to_json(document)).at(pointer(std::string(key))).dump()}});
    return *this;
}

std::string json_text(const Result& result) {
    Json json = Json::object();
    for (const Result::Entry& entry : result.entries_) {
        if (const auto* table = std::get_if<Table>(&entry.what))
            json[pointer(entry.path)] = rows_json(*table);
        else if (const auto* scene = std::get_if<Result::SceneText>(&entry.what))
            json[pointer(entry.path)] = Json::parse(scene->json);
        else
            std::visit([&](const auto& value) { add_value(json, entry.path, value, entry.not_finite); },
                       std::get<Value>(entry.what));
    }
    if (result.checks) {
        json["acceptance"] = checks_json(*result.checks);
        json["pass"] = result.passes();
    }
    if (result.provenance) {
        json["version"] = result.provenance->version;
        json["commit"] = result.provenance->commit;
    }
    return json.dump(2) + "\n";
}

std::string csv_text(const Table& table) {
    std::string text;
    for (const Column& column : table.columns) text.append(text.empty() ? "" : ",").append(quoted(column.name));
    text += "\n";
    for (std::size_t row = 0; row < table.rows(); ++row)
        for (const Column& column : table.columns)
            text += cell_text(column, row) + (&column == &table.columns.back() ? "\n" : ",");
    return text;
}

void write_result(const Result& result, const std::filesystem::path& folder, const std::string& json_name) {
    for (const Table& table : result.files) write_file(folder / (table.name + ".csv"), csv_text(table));
    for (const Column& array : result.arrays) write_npy(folder / (array.name + ".npy"), array.reals(), array.size(), 0);
    write_file(folder / json_name, json_text(result));
}

}  // namespace coalesce::studies
