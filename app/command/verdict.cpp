#include "command/verdict.hpp"

#include <cstdio>

#include "model/error.hpp"
#include "model/text.hpp"

namespace coalesce::command {

void Verdict::print(const std::string& name, const studies::Result& result) {
    if (!result.checks) return;
    for (const studies::Check& check : *result.checks) {
        std::printf("%s: %s %.3g, at most %.3g: %s\n", name.c_str(), check.what.c_str(), check.value, check.at_most,
                    check.pass() ? "met" : "NOT MET");
        if (check.pass()) continue;
        unmet_ += (unmet_.empty() ? "" : "; ") + name + ": " + check.what + ": found " +
                  formatted("%.3g", check.value) + ", expected at most " + formatted("%.3g", check.at_most);
    }
}

void Verdict::demand() const {
    if (!unmet_.empty()) throw RunError(unmet_);
}

}  // namespace coalesce::command
