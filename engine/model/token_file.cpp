#include "coalesce/model/token_file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/npz.hpp"
#include "coalesce/model/text.hpp"

namespace coalesce {
namespace {

/// Bytes of text that are held at once; ten million tokens of three long numbers.
constexpr std::size_t largest_text = std::size_t{1} << 30;
constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
    const std::size_t from = text.find_first_not_of(blanks);
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

/// The character between columns: ';' or ',', or ' ' for any number of blanks and tabs.
char separator_of(std::string_view row) {
    for (const char mark : {';', ','})
        if (row.find(mark) != std::string_view::npos) return mark;
    return ' ';
}

void split(std::string_view row, char separator, std::vector<std::string_view>& fields) {
    fields.clear();
    const std::string_view marks = separator == ' ' ? blanks : std::string_view(&separator, 1);
    for (std::size_t from = 0;;) {
        const std::size_t to = std::min(row.find_first_of(marks, from), row.size());
        fields.push_back(trimmed(row.substr(from, to - from)));
        if (to == row.size()) return;
        from = to + 1;
        if (separator == ' ') from = std::min(row.find_first_not_of(blanks, from), row.size());
    }
}

/// Returns the number that a whole field is, which may be quoted; nullopt: it is none.
std::optional<double> number_of(std::string_view field, char separator) {
    if (field.size() >= 2 && field.front() == '"' && field.back() == '"')
        field = trimmed(field.substr(1, field.size() - 2));
    if (field.size() >= 2 && field[0] == '+' && field[1] != '-') field.remove_prefix(1);
    std::string with_point;
    if (separator == ';' && field.find(',') != std::string_view::npos) {
        with_point = field;
        std::replace(with_point.begin(), with_point.end(), ',', '.');
        field = with_point;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error != std::errc() || end != field.data() + field.size()) return std::nullopt;
    return value;
}

/// Reads rows one after the other into an array.
class TokenTable {
  public:
    explicit TokenTable(const std::string& origin) : origin_(origin) {}

    void add_line(std::string_view line) {
        ++line_;
        if (line.ends_with('\r')) line.remove_suffix(1);
        const std::string_view row = trimmed(line);
        if (row.empty() || row.front() == '#') return;
        if (!begun_) separator_ = separator_of(row);
        split(row, separator_, fields_);
        const bool first = !begun_;
        begun_ = true;
        if (first && is_header()) return;
        add_row();
    }

    NpyArray take() {
        if (array_.rows == 0) throw InputError(origin_ + ": found no row of numbers, expected a row for every token");
        return std::move(array_);
    }

  private:
    bool is_header() const {
        return std::none_of(fields_.begin(), fields_.end(),
                            [this](std::string_view field) { return number_of(field, separator_).has_value(); });
    }

    void add_row() {
        if (array_.rows == 0) array_.columns = fields_.size();
        if (fields_.size() != array_.columns)
            refuse("found " + count_words(fields_.size()) + ", expected " + std::to_string(array_.columns) +
                   " as in the rows above");
        bool zero = true;
        for (std::size_t k = 0; k < fields_.size(); ++k) {
            const auto value = number_of(fields_[k], separator_);
            if (!value || !std::isfinite(*value)) refuse_field(k, value.has_value());
            zero = zero && *value == 0;
            array_.values.push_back(*value);
        }
        if (zero && fields_.size() > 1) refuse("found the zero vector, expected a direction");
        ++array_.rows;
    }

    static std::string count_words(std::size_t count) {
        return std::to_string(count) + (count == 1 ? " number" : " numbers");
    }
    [[noreturn]] void refuse(const std::string& why) const {
        throw InputError(origin_ + ": line " + std::to_string(line_) + ": " + why);
    }
    [[noreturn]] void refuse_field(std::size_t k, bool infinite) const {
        const std::string found =
            fields_[k].empty() ? "nothing" : "“" + shortened(one_line(std::string(fields_[k]))) + "”";
        throw InputError(origin_ + ": line " + std::to_string(line_) + ", column " + std::to_string(k + 1) +
                         ": found " + found + ", expected a " + (infinite ? "finite " : "") + "number");
    }

    const std::string& origin_;
    NpyArray array_{};
    std::vector<std::string_view> fields_;
    std::size_t line_ = 0;
    char separator_ = ' ';
    bool begun_ = false;  ///< a row was seen, which may be the header
};

std::string lower_ending(const std::filesystem::path& path) {
    std::string ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    });
    return ending;
}

bool is_archive(const std::filesystem::path& path) {
    return lower_ending(path) == ".npz";
}

/// Replaces a column of angles by points of the circle.
void place_angles(NpyArray& array, const std::string& origin) {
    std::vector<double> points(2 * array.rows);
    for (std::size_t i = 0; i < array.rows; ++i) {
        const double angle = array.values[i];
        if (!std::isfinite(angle))
            throw InputError(origin + ": row " + std::to_string(i) + ": found an angle that is not finite");
        points[2 * i] = std::cos(angle);
        points[2 * i + 1] = std::sin(angle);
    }
    array.columns = 2;
    array.values = std::move(points);
}

void demand_file(const std::filesystem::path& path) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) throw InputError(path.string() + ": no such file");
}

TokenRows rows_of(const std::filesystem::path& path) {
    if (is_text_of_tokens(path)) return {parse_token_text(read_text(path, largest_text), path.string())};
    if (!is_archive(path)) return {read_npy(path)};
    NpzTokens read = read_npz(path);
    return {std::move(read.tokens), std::move(read.masses)};
}

}  // namespace

bool is_text_of_tokens(const std::filesystem::path& path) {
    const std::string ending = lower_ending(path);
    return ending == ".csv" || ending == ".tsv" || ending == ".txt";
}

bool is_array_of_tokens(const std::filesystem::path& path) {
    const std::string ending = lower_ending(path);
    return ending == ".npy" || ending == ".npz";
}

NpyArray parse_token_text(std::string_view text, const std::string& origin) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    TokenTable table(origin);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        table.add_line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return table.take();
}

TokenRows read_tokens(const std::filesystem::path& path) {
    demand_file(path);
    TokenRows tokens = rows_of(path);
    if (tokens.array.columns == 1) place_angles(tokens.array, path.string());
    return tokens;
}

TokenShape read_token_shape(const std::filesystem::path& path) {
    demand_file(path);
    TokenShape shape;
    if (is_text_of_tokens(path)) {
        const NpyArray array = rows_of(path).array;
        shape = {array.rows, array.columns};
    } else {
        const NpyHeader header = is_archive(path) ? read_npz_header(path) : read_npy_header(path);
        shape = {header.rows, header.columns};
    }
    if (shape.columns == 1) shape = {shape.rows, 2, true};
    return shape;
}

}  // namespace coalesce
