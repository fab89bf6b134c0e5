//! A small model that has something of everything a decision rests on, with figures that can be worked out by hand.

use crate::form::{Kind, Node};
use crate::model::Model;
use crate::projection::Projection;

/// Ten users more each month, up to 360.
const SAMPLE: &str = r#"{
  "format": 1, "name": "Sample", "currency": "USD", "start": "2026-01", "months": 36,
  "growth": {
    "kind": "schedule", "anchors": [{ "month": 0, "users": 0 }, { "month": 36, "users": 360 }]
  },
  "subscription": { "plans": { "basic": { "price": 8, "of_registered": 0.1 } } },
  "workload": {
    "drivers": {
      "users": { "label": "Users online", "unit": "users", "of": "registered", "per": 1 },
      "requests": { "label": "Requests", "unit": "requests/s", "of": "drivers.users", "per": 0.1 },
      "tunnels": { "label": "Tunnels", "unit": "connections", "of": "drivers.users", "per": 0.5 },
      "traffic": { "label": "Traffic", "unit": "GB/month", "of": "registered", "per": 2, "measure": "monthly" },
      "calls": { "label": "Calls", "unit": "calls", "of": "drivers.users", "per": 0.01 }
    }
  },
  "limits": {
    "seats": { "kind": "quota", "label": "Seats", "driver": "users" },
    "cpu": { "kind": "cores", "label": "Processors", "driver": "requests", "service_ms": 100 },
    "memory": { "kind": "slots", "label": "Memory", "driver": "users", "per": 10, "overhead": { "system": 200 } },
    "connections": { "kind": "quota", "label": "Connections", "driver": "tunnels" }
  },
  "policy": { "target_utilisation": 0.7, "lead_time": 2, "hysteresis": 0.1, "day_rate": 400 },
  "deployments": {
    "cloud": {
      "label": "Cloud", "provider": "azure",
      "moving": { "price": 100, "days": 3, "months": 1, "note": "Assumption." },
      "components": {
        "web": {
          "label": "Web server", "limits": ["seats", "cpu"], "migration": 50, "migration_days": 2, "balancer": 5,
          "ladder": {
            "small": {
              "label": "Small", "price": 10, "declared": { "seats": 100 }, "shape": { "vcpu": 2 },
              "triggers": [{ "metric": "p95_ms", "op": ">", "value": 450 }]
            },
            "medium": {
              "label": "Medium", "price": 25, "declared": { "seats": 200 }, "shape": { "vcpu": 4 },
              "instances": { "max": 2 }, "actions": ["Keep sessions in the cache"]
            },
            "large": {
              "label": "Large", "price": 70, "declared": { "seats": 400 }, "shape": { "vcpu": 8 },
              "targets": { "p95_ms": 350 }
            }
          }
        },
        "tunnel": {
          "label": "Tunnel servers", "limits": ["connections"], "lead_time": 4,
          "selection": {
            "load_weight": 0.7, "latency_weight": 0.3, "modulus": 3, "latencies": [12, 18, 25, 40], "refresh": 30
          },
          "ladder": {
            "node": { "label": "Node", "price": 8, "declared": { "connections": 20 }, "instances": { "min": 1 } }
          }
        }
      },
      "costs": {
        "egress": {
          "label": "Egress",
          "amount": { "kind": "per_unit", "driver": "traffic", "price": 0.05, "included": 100 }
        }
      }
    },
    "metal": {
      "label": "Own servers", "provider": "vps",
      "moving": { "price": 300, "days": 10, "months": 2, "note": "Assumption." },
      "components": {
        "web": {
          "label": "Web server", "limits": ["seats", "memory"],
          "ladder": {
            "box": {
              "label": "Box", "price": 40, "declared": { "seats": 500 }, "shape": { "vcpu": 8, "ram": 8 },
              "instances": { "min": 1 }
            }
          }
        },
        "tunnel": {
          "label": "Tunnel servers", "limits": ["connections"],
          "ladder": {
            "node": { "label": "Node", "price": 5, "declared": { "connections": 30 }, "instances": { "min": 1 } }
          }
        }
      },
      "costs": { "support": { "label": "Support", "amount": { "kind": "monthly", "price": 30 } } }
    },
    "metered": {
      "label": "Metered", "provider": "railway",
      "components": {
        "web": {
          "label": "Web server",
          "usage": {
            "label": "By use", "plan": "railway-hobby", "vcpu_price": 20, "ram_price": 10,
            "cpu": "cpu", "memory": "memory", "idle_vcpu": 0.2
          }
        }
      }
    }
  },
  "costs": { "domain": { "label": "Domain", "amount": { "kind": "monthly", "price": 1 } } },
  "cash": { "opening": 1000 }
}"#;

pub fn sample() -> (Model, Projection) {
    changed(&[])
}

/// The sample with other values at some paths.
pub fn changed(values: &[(&str, &str)]) -> (Model, Projection) {
    let mut node = Node::parse(SAMPLE).unwrap();
    for (path, value) in values {
        let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
        let parent = node.at_path_mut(parent).unwrap();
        assert!(matches!(parent.kind, Kind::Record(_)));
        parent.put(key, Node::parse(value).unwrap());
    }
    projected(&node.to_string())
}

/// The sample with a page that visits its web server, promised within so many ms.
pub fn promised(ms: f64) -> (Model, Projection) {
    let page = format!(
        r#"{{ "page": {{ "label": "Page", "driver": "requests", "slo": {{ "ms": {ms} }},
            "steps": [{{ "label": "Network", "delay_ms": 40 }}, {{ "component": "web" }}] }} }}"#
    );
    changed(&[("paths", &page)])
}

/// A model that is shipped.
pub fn shipped(name: &str) -> (Model, Projection) {
    projected(&std::fs::read_to_string(format!("{}/../../models/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap())
}

/// Shipped models with more than one deployment.
pub const SHIPPED: [&str; 5] = ["securewave-vpn", "securevpn-100k", "whatsflow", "leadsite", "rad-panel"];

fn projected(text: &str) -> (Model, Projection) {
    let model = Model::read(text).unwrap();
    let projection = Projection::of(&model).unwrap();
    (model, projection)
}
