"""Endpoints of each framework, and what only looks like one."""

from mapping import endpoints


def test_fastapi() -> None:
    """A router's prefix is joined, and the router may be mounted below another; the application's paths are whole."""
    text = '''
from fastapi import APIRouter, FastAPI
import requests

app = FastAPI()
router = APIRouter(prefix="/orders", tags=["x"])
LIMIT = "/limits"

@app.get("/health")
async def health(): ...

@router.get("/{order_id}")
@cached
def one(order_id: int): ...

@router.api_route("", methods=["PUT", "POST"])
def write(): ...

@app.get(LIMIT)
def limits(): ...

# @app.get("/comment")
DOC = """
@app.get("/in-a-string")
"""

@cache.get("/not-a-route")
def cached(): ...

def client():
    requests.get("/orders")
    app.get("/no-decorator")
'''
    assert endpoints("shop/views.py", text) == [
        (9, "GET /health", "health"),
        (12, "GET /orders/{order_id}+", "one"),
        (16, "POST /orders+", "write"),
        (16, "PUT /orders+", "write"),
        (19, "GET /limits", "limits"),
    ]


def test_flask() -> None:
    """Without methods a route answers GET; a blueprint's own prefix may be put below another."""
    text = """
from flask import Flask, Blueprint
bp = Blueprint("cart", __name__, url_prefix="/cart")
app = Flask(__name__)

@bp.route("/<int:id>", methods=("GET", "DELETE"))
def item(id): ...

@app.route("/")
def index(): ...

@app.errorhandler(404)
def missing(e): ...
"""
    assert endpoints("app.py", text) == [
        (6, "DELETE /cart/<int:id>+", "item"),
        (6, "GET /cart/<int:id>+", "item"),
        (9, "GET /", "index"),
    ]


def test_without_a_framework_a_decorator_is_no_route() -> None:
    """A registry of plugins looks the same."""
    assert endpoints("a.py", 'import registry as app\n@app.get("/x")\ndef f(): ...\n') == []
    assert (
        endpoints(
            "tests/test_a.py", 'from fastapi import FastAPI\napp = FastAPI()\n@app.get("/x")\ndef f(): ...\n'
        )
        == []
    )


def test_django() -> None:
    """URL lists are included somewhere; an include of others is no endpoint."""
    text = """
from django.urls import path, re_path, include
from rest_framework.routers import DefaultRouter
from . import views
router = DefaultRouter()
router.register(r"orders", views.OrderViewSet)
urlpatterns = [
    path("carts/<int:pk>/", views.CartView.as_view(), name="cart"),
    re_path(r"^old/(?P<id>\\d+)$", views.old),
    path("api/", include(router.urls)),
    path("admin/", admin.site.urls),
]
p = path("nowhere")
"""
    assert endpoints("shop/urls.py", text) == [
        (6, "* /orders/+", "views.OrderViewSet"),
        (8, "* /carts/<int:pk>/+", "views.CartView"),
        (9, "* ^old/(?P<id>\\d+)$+", "views.old"),
    ]


def test_express() -> None:
    """A router that is mounted in the same file has its whole path; a setting that is read is no route."""
    text = """
const express = require('express');
const axios = require('axios');
const app = express();
const router = express.Router();
const other = express.Router();
app.use('/api', router);
router.get('/orders/:id', auth, controller.one);
router
  .route('/orders')
  .post(validate(order), controller.create)
  .get((req, res) => res.json([]));
other.delete('/x', remove);
app.get('/health', (req, res) => res.send('ok'));
app.get('view cache');
app.get('/only-a-name');
axios.get('/orders', handler);
cache.get('/orders', handler);
// app.get('/comment', handler)
const s = "app.get('/string', handler)";
"""
    assert endpoints("src/app.js", text) == [
        (8, "GET /api/orders/:id", "controller.one"),
        (11, "POST /api/orders", "controller.create"),
        (12, "GET /api/orders", ""),
        (13, "DELETE /x+", "remove"),
        (14, "GET /health", ""),
    ]


def test_fastify_and_koa_and_hono() -> None:
    """The plugin's parameter is a router by its name."""
    fastify = (
        "import type { FastifyInstance } from 'fastify'\n"
        "export default async (fastify: FastifyInstance) => {\n"
        "  fastify.get<{Params: P}>('/a', opts, handler)\n"
        "}\n"
    )
    assert endpoints("a.ts", fastify) == [(3, "GET /a+", "handler")]
    koa = "const Router = require('@koa/router');\nconst r = new Router();\nr.put('/b', ctx => {});\n"
    assert endpoints("b.js", koa) == [(3, "PUT /b+", "")]
    hono = "import { Hono } from 'hono'\nconst app = new Hono()\napp.post('/c', (c) => c.text('x'))\n"
    assert endpoints("c.ts", hono) == [(3, "POST /c+", "")]


def test_nest() -> None:
    """The controller's prefix and the method's path; a decorator of another library is none."""
    text = """
import { Controller, Get, Post } from '@nestjs/common';

@Controller('orders')
export class OrderController {
  @Get(':id')
  @UseGuards(AuthGuard)
  async one(@Param('id') id: string) {}

  @Post()
  create() {}
}

export class Dto {
  @Get('x') y: string;
}
"""
    assert endpoints("order.controller.ts", text) == [
        (6, "GET /orders/:id", "OrderController.one"),
        (10, "POST /orders", "OrderController.create"),
    ]
    assert endpoints("x.ts", text.replace("@nestjs/common", "lit")) == []


def test_next() -> None:
    """The path is the file's."""
    text = (
        "export async function GET(req: Request) {}\nexport const POST = handler\nexport const helper = 1\n"
    )
    assert endpoints("src/app/(shop)/api/orders/[id]/route.ts", text) == [
        (1, "GET /api/orders/[id]", "GET"),
        (2, "POST /api/orders/[id]", "POST"),
    ]
    assert endpoints("pages/api/hello.js", "export default function handler(req, res) {}\n") == [
        (1, "* /api/hello", "handler")
    ]
    assert endpoints("lib/route.tsx", text) == []


def test_go() -> None:
    """net/http with methods in the pattern, gin's groups, chi, gorilla's Methods."""
    http = """
package main

import "net/http"

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders/{id}", one)
	mux.Handle("/static/", http.FileServer(dir))
	http.HandleFunc("/health", func(w http.ResponseWriter, r *http.Request) {})
	events.HandleFunc("order.created", one)
	resp, _ := client.Get("/orders", one)
}
"""
    assert endpoints("main.go", http) == [
        (8, "GET /orders/{id}", "one"),
        (9, "* /static/", "http.FileServer(dir)"),
        (10, "* /health", ""),
    ]
    gin = """
package api

import "github.com/gin-gonic/gin"

func Routes(r *gin.Engine) {
	v1 := r.Group("/v1")
	users := v1.Group("/users")
	users.GET("/:id", h.Get)
	r.POST("/login", mw, h.Login)
	cache.Get("/x", h.Get)
}
"""
    assert endpoints("api.go", gin) == [(9, "GET /v1/users/:id+", "h.Get"), (10, "POST /login+", "h.Login")]
    gorilla = (
        "package a\n"
        "\n"
        'import "github.com/gorilla/mux"\n'
        "\n"
        "func f() {\n"
        "\tr := mux.NewRouter()\n"
        '\tr.HandleFunc("/a", h).Methods("GET", http.MethodPost)\n'
        "}\n"
    )
    assert endpoints("a.go", gorilla) == [(7, "GET /a", "h"), (7, "POST /a", "h")]


def test_go_zero() -> None:
    """The generated routes and the `.api` files they come from."""
    routes = """
package handler

import "github.com/zeromicro/go-zero/rest"

func RegisterHandlers(server *rest.Server) {
	server.AddRoutes(
		[]rest.Route{
			{
				Method:  http.MethodPost,
				Path:    "/login",
				Handler: user.LoginHandler(ctx),
			},
		},
		rest.WithPrefix("/v1"),
	)
}
"""
    assert endpoints("routes.go", routes) == [(11, "POST /v1/login", "user.LoginHandler(ctx)")]
    api = """
type Req { Path string `json:"path"` }
@server (
	prefix: /v1/users
)
service shop-api {
	@doc "x"
	@handler getUser
	get /:id (Req) returns (Resp)
	// @handler gone
	// get /gone
}
service other {
	@handler ping
	get /ping
}
"""
    assert endpoints("shop.api", api) == [(9, "GET /v1/users/:id", "getUser"), (15, "GET /ping", "ping")]


def test_spring() -> None:
    """The class's mapping is joined; a Feign client and an interface are no endpoints."""
    text = """
@RestController
@RequestMapping("/orders")
class OrderApi {
  private static final String ITEMS = "/items";
  @GetMapping({"/{id}", "/by/{id}"}) Order one(@PathVariable Long id) { return null; }
  @PostMapping Order create() { return null; }
  @RequestMapping(path = ITEMS, method = RequestMethod.PUT) void items() {}
  @GetMapping(Paths.ELSEWHERE) void unknown() {}
}
@FeignClient("stock") interface Stock { @GetMapping("/stock") int stock(); }
class Plain { @GetMapping("/x") void x() {} }
"""
    assert endpoints("OrderApi.java", text) == [
        (6, "GET /orders/by/{id}", "OrderApi.one"),
        (6, "GET /orders/{id}", "OrderApi.one"),
        (7, "POST /orders", "OrderApi.create"),
        (8, "PUT /orders/items", "OrderApi.items"),
    ]


def test_jax_rs_and_webflux() -> None:
    """Paths of class and method; a client's interface has none."""
    jax = (
        "import jakarta.ws.rs.*;\n"
        '@Path("/a")\n'
        "class A {\n"
        '  @GET @Path("{id}") B b() { return null; }\n'
        "  @POST void c() {}\n"
        "}\n"
        "class D { @GET void e() {} }\n"
    )
    assert endpoints("A.java", jax) == [(4, "GET /a/{id}", "A.b"), (5, "POST /a", "A.c")]
    flux = (
        "import org.springframework.web.reactive.function.server.*;\n"
        "class R {\n"
        "  RouterFunction<ServerResponse> r(H h) {\n"
        '    return route(GET("/a"), h::all).andRoute(POST("/a"), h::add);\n'
        "  }\n"
        "}\n"
    )
    assert endpoints("R.java", flux) == [(4, "GET /a+", "h::all"), (4, "POST /a+", "h::add")]


def test_rust() -> None:
    """axum's chains and nests, actix's scopes and attributes, Rocket."""
    axum = """
use axum::{Router, routing::get};
pub fn router() -> Router {
    Router::new()
        .route("/orders", get(list).post(orders::create))
        .nest("/admin", Router::new().route("/users", get(users)))
}
fn f(m: &Map) { m.route("key", value); }
"""
    assert endpoints("src/a.rs", axum) == [
        (5, "GET /orders+", "list"),
        (5, "POST /orders+", "orders::create"),
        (6, "GET /admin/users+", "users"),
    ]
    actix = """
use actix_web::{web, get, HttpServer, App};
#[get("/hello/{name}")]
async fn hello() {}
fn run() {
    HttpServer::new(|| App::new()
        .service(web::scope("/api")
            .service(web::resource("/a").route(web::post().to(create)))
            .route("/b", web::get().to(b))));
}
"""
    assert endpoints("src/b.rs", actix) == [
        (3, "GET /hello/{name}+", "hello"),
        (8, "POST /api/a", "create"),
        (9, "GET /api/b", "b"),
    ]
    rocket = (
        "#[macro_use] extern crate rocket;\n"
        '#[post("/x", data = "<d>")]\n'
        '#[doc = "y"]\n'
        "fn x() {}\n"
        '#[get("/z")]\n'
        "struct Z;\n"
    )
    assert endpoints("src/c.rs", rocket) == [(2, "POST /x+", "x")]


def test_contracts() -> None:
    """GraphQL's root fields, gRPC's methods, OpenAPI's operations."""
    graphql = (
        "type Query {\n"
        "  order(id: ID!): Order\n"
        "}\n"
        "type Order { id: ID! }\n"
        "extend type Mutation { pay(id: ID!): Order! }\n"
    )
    assert [name for _, name, _ in endpoints("s.graphql", graphql)] == ["QUERY order", "MUTATION pay"]
    proto = (
        'syntax = "proto3";\n'
        "package shop.v1;\n"
        "service Orders {\n"
        "  rpc Get (Id) returns (stream Order);\n"
        "}\n"
        "message Id { string rpc = 1; }\n"
    )
    assert [name for _, name, _ in endpoints("s.proto", proto)] == ["RPC /shop.v1.Orders/Get"]
    openapi = (
        "openapi: 3.0.0\npaths:\n  /orders:\n    get:\n      operationId: listOrders\n    parameters: []\n"
    )
    assert endpoints("api.yaml", openapi) == [(4, "GET /orders", "listOrders")]
    assert endpoints("other.yaml", "paths:\n  /orders:\n    get: {}\n# openapi\n") == []
