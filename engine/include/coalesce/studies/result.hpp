#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "coalesce/document/scene_document.hpp"

namespace coalesce::studies {

/// One number, flag, word or list of numbers. The type decides the text: a real 2 is written 2.0 in JSON, a whole 2
/// is 2.
using Value = std::variant<double, std::int64_t, bool, std::string, std::vector<double>>;
/// The values of a column, all of one of Value's types.
using Cells = std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<bool>, std::vector<std::string>,
                           std::vector<std::vector<double>>>;

/// JSON's text for a real that is not finite, which its numbers cannot be.
enum class NotFinite { null, left_out };

/// Converts to the type of Value that holds every value of T: whole numbers, reals, flags, text, ranges of numbers.
template <class T>
auto stored(const T& value) {
    if constexpr (std::same_as<T, bool>)
        return value;
    else if constexpr (std::integral<T>)
        return static_cast<std::int64_t>(value);
    else if constexpr (std::floating_point<T>)
        return static_cast<double>(value);
    else if constexpr (std::convertible_to<const T&, std::string_view>)
        return std::string(std::string_view(value));
    else
        return std::vector<double>(std::begin(value), std::end(value));
}

/// A typed column: of a table, or alone as an array.
struct Column {
    std::string name;                        ///< a path in a row's JSON object: "settings.n"
    Cells cells;                             ///< one value a row
    std::string unit{};                      ///< "rad"; empty for pure numbers and words
    NotFinite not_finite = NotFinite::null;  ///< text in JSON of reals that are not finite
    int digits = 10;  ///< significant ones of a real in CSV; JSON has as many as read back the same double

    /// Number of values.
    std::size_t size() const;
    /// Throws std::bad_variant_access unless the cells are reals.
    const std::vector<double>& reals() const { return std::get<std::vector<double>>(cells); }
};

/// Columns of equal length.
struct Table {
    std::string name;               ///< its path in JSON, or the name of its CSV file without the ending
    std::vector<Column> columns{};  ///< in the order of the file

    /// Number of rows; 0 without columns.
    std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
    /// Throws std::out_of_range for a name that is not there.
    const Column& column(std::string_view wanted) const;
    /// Appends a column of reals. @param digits  in CSV
    Table& add(std::string column, std::vector<double> reals, std::string unit = "", int digits = 10);
};

/// Builds a table from rows of a study's own type, a column from a member or a function of the row:
///
///     rows_of("bias.points", study.biases).column("beta", &Bias::beta).column("w1", &Bias::w1, "rad").table
template <class Row>
struct RowsOf {
    const std::vector<Row>* rows;  ///< must outlive this
    Table table;                   ///< the table so far

    /// Appends a column. @param of  a member of Row or a function of it
    template <class Projection>
    RowsOf& column(std::string name, Projection of, std::string unit = "", NotFinite not_finite = NotFinite::null) {
        using Cell = decltype(stored(std::invoke(of, std::declval<const Row&>())));
        std::vector<Cell> cells;
        cells.reserve(rows->size());
        for (const Row& row : *rows) cells.push_back(stored(std::invoke(of, row)));
        table.columns.push_back({std::move(name), std::move(cells), std::move(unit), not_finite});
        return *this;
    }
};
/// Starts a table without columns.
template <class Row>
RowsOf<Row> rows_of(std::string name, const std::vector<Row>& rows) {
    return {&rows, {std::move(name)}};
}

/// One condition of a study's acceptance.
struct Check {
    std::string what;                               ///< the quantity and its unit
    double value = 0;                               ///< measured
    double at_most = 0;                             ///< bound
    bool pass() const { return value <= at_most; }  ///< a value that is NaN fails
};

/// Program that computed a result. The date is left out, so that the same settings give the same files.
struct Provenance {
    std::string version;  ///< "0.1.0"
    std::string commit;   ///< of the source: "1f2e3d4c5b6a", "1f2e3d4c5b6a+changes" or "unknown"
};

/// Everything that a study found, without a picture: what its JSON, CSV and NPY files hold, and what charts are drawn
/// from. Values, tables and scenes stand in JSON in the order in which they were put; a path has its levels between
/// dots, and a level of digits is an index: "runs.0.beta".
class Result {
  public:
    /// Puts a value at a path of its own. @param unit  "s", "rad"; empty for pure numbers and words
    template <class T>
    Result& put(std::string path, const T& value, std::string unit = "", NotFinite not_finite = NotFinite::null) {
        return put_value(std::move(path), stored(value), std::move(unit), not_finite);
    }
    /// Puts a table at its name's path: in JSON an array of objects, one a row.
    Result& put(Table table);
    /// Puts the table built so far.
    template <class Row>
    Result& put(RowsOf<Row> rows) {
        return put(std::move(rows.table));
    }
    /// Puts every key of the scene that ran, and of its view, but those that the study sweeps ("model.beta").
    Result& put_scene(const SceneDocument& document, const std::vector<std::string_view>& swept = {});
    /// Puts all below `key` of the scene alone.
    Result& put_scene_part(std::string path, const SceneDocument& document, std::string_view key);

    /// Throws std::out_of_range for a path without a value.
    const Value& value(std::string_view path) const;
    /// Returns a real or whole value as a real. Throws as value(), and std::bad_variant_access for another type.
    double number(std::string_view path) const;
    /// Unit of a value. Throws as value().
    const std::string& unit(std::string_view path) const;
    /// Throws std::out_of_range for a path without a table.
    const Table& table(std::string_view path) const;
    /// True if every check passes; also if there is none.
    bool passes() const;

    std::vector<Table> files{};    ///< each a file NAME.csv
    std::vector<Column> arrays{};  ///< each a file NAME.npy
    /// Conditions, in JSON under "acceptance" with the verdict "pass"; nullopt: the study is not judged.
    std::optional<std::vector<Check>> checks{};
    /// Program that computed it, in JSON "version" and "commit"; nullopt: neither is written.
    std::optional<Provenance> provenance{};

  private:
    struct SceneText {
        std::string json;
    };
    struct Entry {
        std::string path;
        std::variant<Value, Table, SceneText> what;
        std::string unit{};
        NotFinite not_finite = NotFinite::null;
    };
    friend std::string json_text(const Result& result);

    Result& put_value(std::string path, Value value, std::string unit, NotFinite not_finite);
    const Entry& entry(std::string_view path) const;

    std::vector<Entry> entries_;
};

/// Formats the whole result but its files and arrays as one JSON object with a line break at its end.
std::string json_text(const Result& result);
/// Formats a header line and a line a row. Words with a comma, a quote or a line break are quoted (RFC 4180), lists
/// have blanks between their numbers, reals that are not finite are inf, -inf and nan.
std::string csv_text(const Table& table);

/// Writes every file, every array, and the JSON object under `json_name`, into a folder that is there. Throws RunError.
void write_result(const Result& result, const std::filesystem::path& folder, const std::string& json_name);

}  // namespace coalesce::studies
