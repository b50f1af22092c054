#include "coalesce/model/settings.hpp"

#include <nlohmann/json.hpp>

#include "coalesce/model/error.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/parameter_check.hpp"
#include "coalesce/model/text.hpp"
#include "model/parameter_json.hpp"
#include "model/strict_json.hpp"

namespace coalesce::settings_detail {
namespace {

using nlohmann::json;

/// Parses JSON, else returns the text itself.
json value_of(const ParameterSpec& spec, std::string_view text) {
    const bool quoted = !text.empty() && text.front() == '"';
    if (spec.kind == ParameterKind::text && !quoted) return std::string(text);
    try {
        return parse_strict_json(text);
    } catch (const Issue&) {
        return std::string(text);
    }
}

std::size_t index_of(const Specs& specs, std::string_view key) {
    std::vector<std::string_view> declared;
    for (const ParameterSpec* spec : specs) declared.push_back(spec->key);
    const auto at = std::find(declared.begin(), declared.end(), key);
    if (at != declared.end()) return static_cast<std::size_t>(at - declared.begin());
    throw Issue("", "found an unknown key, the nearest known one is " + std::string(nearest_key(key, declared)));
}

std::string text_of(const ParameterValue& value) {
    if (const auto* real = std::get_if<double>(&value)) return decimal_text(*real);
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* word = std::get_if<std::string>(&value)) return *word;
    const auto& pair = std::get<std::array<double, 2>>(value);
    std::string text = "[";
    return text.append(decimal_text(pair[0])).append(", ").append(decimal_text(pair[1])).append("]");
}

/// Wraps words into lines of at most 100 columns, each indented by `indent` blanks.
std::string wrapped(const std::string& text, std::size_t indent) {
    constexpr std::size_t widest = 100;
    std::string lines, line;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t to = std::min(text.find(' ', from), text.size());
        const std::string word = text.substr(from, to - from);
        if (!line.empty() && indent + line.size() + 1 + word.size() > widest) {
            lines.append(indent, ' ').append(line).append("\n");
            line.clear();
        }
        line.append(line.empty() ? "" : " ").append(word);
        from = to + 1;
    }
    return lines.append(indent, ' ').append(line).append("\n");
}

}  // namespace

std::pair<std::size_t, ParameterValue> read(const Specs& specs, const Assignment& assignment) {
    const std::string name = "--set " + shortened(assignment, 80) + ": ";
    try {
        const std::size_t equals = assignment.find('=');
        if (equals == std::string::npos || equals == 0)
            throw Issue("", "found no key and value, expected key=value, for instance " +
                                std::string(specs.front()->key) + "=…");
        const std::size_t index = index_of(specs, std::string_view(assignment).substr(0, equals));
        const ParameterSpec& spec = *specs[index];
        ParameterValue value = read_plain(spec, value_of(spec, std::string_view(assignment).substr(equals + 1)));
        check_parameter(spec, value);
        return {index, std::move(value)};
    } catch (const Issue& issue) {
        throw InputError(one_line(name + issue.what()));
    }
}

std::string write(const ParameterSpec& spec, const ParameterValue& value) {
    return std::string(spec.key) + "=" + text_of(value);
}

std::string reference(const Specs& specs, const std::vector<ParameterValue>& defaults) {
    std::string text;
    for (std::size_t k = 0; k < specs.size(); ++k) {
        const ParameterSpec& spec = *specs[k];
        text.append("  ").append(write(spec, defaults[k])).append("  (").append(expectation(spec));
        if (!spec.unit.empty()) text.append(", unit: ").append(spec.unit);
        text.append(")\n");
        text += wrapped(std::string(spec.help), 6);
    }
    return text;
}

}  // namespace coalesce::settings_detail
