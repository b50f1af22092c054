#include "model/json_print.hpp"

#include <nlohmann/json.hpp>

#include "coalesce/model/text.hpp"

namespace coalesce {
namespace {

using nlohmann::ordered_json;

class Printer {
  public:
    explicit Printer(std::size_t open_levels) : open_indent_(2 * open_levels) {}

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

    bool fits(const ordered_json& value, std::size_t indent) const {
        if (value.is_object() && indent <= open_indent_) return false;
        if (value.size() > line) return false;
        Printer trial(0);
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

    std::size_t open_indent_;
    std::string text_;
};

}  // namespace

std::string printed(const ordered_json& value, std::size_t open_levels) {
    Printer printer(open_levels);
    printer.print(value, 0);
    return printer.take();
}

}  // namespace coalesce
