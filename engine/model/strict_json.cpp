#include "model/strict_json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "coalesce/model/issue.hpp"
#include "coalesce/model/text.hpp"
#include "model/json_fault.hpp"

namespace coalesce {
namespace {

using nlohmann::json;

constexpr std::size_t deepest = 16;

/// Builds the document and tracks the path of every event.
class Builder final : public nlohmann::json_sax<json> {
  public:
    explicit Builder(std::string_view text) : text_(text) {}
    Builder(const Builder&) = delete;  // open_ points into root_
    Builder& operator=(const Builder&) = delete;
    json take() { return std::move(root_); }

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    /// Beyond 2^53 a double would round: 9007199254740993.0 must not become ….992.
    bool number_float(number_float_t value, const string_t& text) override {
        constexpr double exact = 9007199254740992;
        const auto whole = std::abs(value) >= exact ? whole_number(text) : std::nullopt;
        return whole ? add(*whole) : add(value);
    }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t&) override { return false; }  // JSON text has no binary values

    bool start_object(std::size_t) override { return open(json::object()); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        key_ = std::move(name);
        if (open_.back()->contains(key_)) throw Issue(path(), "found the key twice, expected it once");
        return true;
    }
    bool parse_error(std::size_t read, const std::string& token, const json::exception& error) override {
        constexpr int number_overflow = 406;
        if (error.id == number_overflow) {
            throw Issue(path(), "found " + shortened(token) + ", expected a number that a double can hold");
        }
        throw json_fault(text_, read, error.what());
    }

  private:
    /// Path of the value being read.
    std::string path() const {
        std::string text;
        for (const std::string& name : names_) text += name + ".";
        if (!open_.empty()) text += open_.back()->is_array() ? std::to_string(open_.back()->size()) : shortened(key_);
        return text;
    }
    json* place(json value) {
        if (open_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        json& parent = *open_.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        return &(parent[key_] = std::move(value));
    }
    bool add(json value) {
        place(std::move(value));
        return true;
    }
    bool open(json value) {
        if (open_.size() == deepest) throw Issue(path(), "found lists or objects nested deeper than 16");
        const std::string here = path();
        json* const container = place(std::move(value));
        if (!open_.empty()) names_.push_back(here.substr(here.rfind('.') + 1));
        open_.push_back(container);
        return true;
    }
    bool close() {
        open_.pop_back();
        if (!names_.empty()) names_.pop_back();
        return true;
    }

    std::string_view text_;
    json root_;
    std::vector<json*> open_;         // from the root to the innermost container
    std::vector<std::string> names_;  // keys of the open containers below the root
    std::string key_;
};

}  // namespace

json parse_strict_json(std::string_view text) {
    Builder builder(text);
    json::sax_parse(text.begin(), text.end(), &builder);
    return builder.take();
}

std::string shown(const json& value) {
    if (value.is_number_float()) return decimal_text(value.get<double>());
    return shortened(value.dump(-1, ' ', false, json::error_handler_t::replace), 60);
}

}  // namespace coalesce
