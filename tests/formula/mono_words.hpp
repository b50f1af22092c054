#pragma once

#include <string>

#include "formula/layout.hpp"

namespace coalesce::formula {

/// Words in which every character is half as wide as a line is high.
class MonoWords : public WordMetrics {
  public:
    explicit MonoWords(bool visual = false) : visual_(visual) {}
    float width_of(const std::string& words, float size, bool) override {
        float characters = 0;
        for (const char c : words) characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        return characters * size / 2;
    }
    bool wants_visual_order() const override { return visual_; }

  private:
    bool visual_;
};

}  // namespace coalesce::formula
