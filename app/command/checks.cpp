#include "command/checks.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "coalesce/model/text.hpp"

namespace coalesce::command {

std::string alternatives(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
    return text;
}

Check one_of(std::vector<std::string> names) {
    return [names = std::move(names)](std::string& text) {
        const bool known = std::find(names.begin(), names.end(), text) != names.end();
        return known ? std::string() : "found " + text + ", expected " + alternatives(names);
    };
}

Check in_range(double low, double high) {
    return [low, high](std::string& text) {
        char* end = nullptr;
        const double value = std::strtod(text.c_str(), &end);
        const bool inside = !text.empty() && *end == '\0' && value >= low && value <= high;
        return inside ? std::string()
                      : "found " + (text.empty() ? "nothing" : text) + ", expected a number from " + decimal_text(low) +
                            " to " + decimal_text(high);
    };
}

Check not_empty() {
    return [](std::string& text) { return text.empty() ? "found an empty name, expected a path" : std::string(); };
}

Check whole() {
    return [](std::string& text) {
        const auto value = whole_number(text);
        if (!value) return "found " + (text.empty() ? "nothing" : text) + ", expected a whole number";
        text = std::to_string(*value);
        return std::string();
    };
}

}  // namespace coalesce::command
