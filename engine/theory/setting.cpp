#include "theory/setting.hpp"

namespace coalesce {

std::string failing_setting(const Model& model) {
    if (model.attention != Attention::softmax) return "attention is unnormalised";
    if (model.noise > 0) return "noise is on";
    if (model.causal) return "the causal mask is on";
    if (!(model.beta > 0)) return "β is 0";
    return {};
}

}  // namespace coalesce
