"""Which classes `import java.util.*` and its kin bring, as far as somebody asks for them."""

from collections.abc import Mapping

_LANG = (
    "Boolean Byte Character CharSequence Class ClassLoader Double Enum Exception Float Integer Iterable Long Math "
    "Number Object Process ProcessBuilder Runnable Runtime RuntimeException Short String StringBuffer StringBuilder "
    "System Thread ThreadLocal Throwable Void AutoCloseable Override InterruptedException IllegalArgumentException "
    "IllegalStateException NullPointerException Error"
)
_CLASSES = {
    "java.util": (
        "ArrayDeque ArrayList Arrays Base64 Calendar Collection Collections Date Deque Enumeration HashMap HashSet "
        "Hashtable Iterator LinkedHashMap LinkedHashSet LinkedList List Locale Map Objects Optional Properties Queue "
        "Random Scanner Set Stack StringTokenizer Timer TreeMap TreeSet UUID Vector WeakHashMap"
    ),
    "java.io": (
        "BufferedInputStream BufferedOutputStream BufferedReader BufferedWriter ByteArrayInputStream "
        "ByteArrayOutputStream DataInputStream DataOutputStream File FileInputStream FileOutputStream FileReader "
        "FileWriter InputStream InputStreamReader IOException ObjectInputStream ObjectOutputStream OutputStream "
        "OutputStreamWriter PrintStream PrintWriter RandomAccessFile Reader StringReader StringWriter Writer"
    ),
    "java.nio.file": "Files FileSystems Path Paths StandardOpenOption",
    "java.nio.file.attribute": "PosixFilePermission PosixFilePermissions",
    "java.net": (
        "DatagramSocket HttpURLConnection InetAddress InetSocketAddress ServerSocket Socket URI URL URLConnection "
        "URLClassLoader URLDecoder URLEncoder"
    ),
    "java.net.http": "HttpClient HttpRequest HttpResponse",
    "java.sql": (
        "CallableStatement Connection Date DriverManager PreparedStatement ResultSet SQLException Statement Timestamp"
    ),
    "javax.sql": "DataSource",
    "java.security": "KeyPairGenerator KeyStore MessageDigest SecureRandom Signature",
    "java.security.cert": "CertificateException X509Certificate",
    "java.util.concurrent": (
        "Callable CompletableFuture ConcurrentHashMap CountDownLatch ExecutorService Executors Future TimeUnit "
        "ThreadLocalRandom ThreadPoolExecutor"
    ),
    "java.util.concurrent.locks": "Condition Lock ReentrantLock ReadWriteLock ReentrantReadWriteLock",
    "java.text": "DateFormat DecimalFormat Normalizer SimpleDateFormat",
    "java.math": "BigDecimal BigInteger",
    "java.util.zip": "GZIPInputStream ZipEntry ZipFile ZipInputStream",
    "java.util.regex": "Matcher Pattern",
    "java.util.logging": "Level Logger",
    "java.beans": "XMLDecoder XMLEncoder",
    "javax.crypto": "Cipher KeyGenerator Mac NullCipher SecretKey SecretKeyFactory",
    "javax.crypto.spec": "DESKeySpec GCMParameterSpec IvParameterSpec PBEKeySpec PBEParameterSpec SecretKeySpec",
    "javax.net.ssl": (
        "HostnameVerifier HttpsURLConnection SSLContext SSLSession SSLSocket SSLSocketFactory TrustManager "
        "X509ExtendedTrustManager X509TrustManager"
    ),
    "javax.ws.rs": (
        "BeanParam Consumes CookieParam DELETE DefaultValue FormParam GET HeaderParam MatrixParam POST PUT Path "
        "PathParam Produces QueryParam"
    ),
    "javax.ws.rs.core": "Context Cookie HttpHeaders MediaType MultivaluedMap NewCookie Response UriInfo",
    "javax.ws.rs.client": "Client ClientBuilder WebTarget",
    "javax.servlet": (
        "Filter FilterChain FilterConfig RequestDispatcher Servlet ServletConfig ServletContext ServletException "
        "ServletRequest ServletResponse"
    ),
    "javax.servlet.http": (
        "Cookie HttpServlet HttpServletRequest HttpServletResponse HttpSession HttpServletRequestWrapper Part"
    ),
    "javax.servlet.annotation": "MultipartConfig WebFilter WebServlet",
    "javax.jms": "BytesMessage Message MessageListener ObjectMessage TextMessage",
    "javax.el": "ELContext ELProcessor ExpressionFactory MethodExpression ValueExpression",
    "com.mongodb": "BasicDBObject BasicDBObjectBuilder DBObject MongoClient",
    "org.springframework.web.multipart": "MultipartFile",
    "javax.persistence": (
        "Column ElementCollection Entity EntityManager Enumerated FetchType GeneratedValue Id ManyToMany ManyToOne "
        "OneToMany OneToOne PersistenceContext Query Table TypedQuery"
    ),
    "javax.naming": "Context InitialContext",
    "javax.naming.directory": "DirContext InitialDirContext SearchControls",
    "javax.naming.ldap": "InitialLdapContext LdapContext",
    "javax.script": "ScriptEngine ScriptEngineManager",
    "javax.xml.parsers": "DocumentBuilder DocumentBuilderFactory SAXParser SAXParserFactory",
    "javax.xml.transform": "Transformer TransformerFactory",
    "javax.xml.stream": "XMLInputFactory XMLStreamReader",
    "javax.xml.xpath": "XPath XPathConstants XPathExpression XPathFactory",
    "javax.jdo": "PersistenceManager Query",
    "org.springframework.web.bind.annotation": (
        "CookieValue CrossOrigin DeleteMapping ExceptionHandler GetMapping MatrixVariable ModelAttribute PatchMapping "
        "PathVariable PostMapping PutMapping RequestBody RequestHeader RequestMapping RequestMethod RequestParam "
        "RequestPart ResponseBody RestController RestControllerAdvice"
    ),
    "org.springframework.http": "HttpEntity HttpHeaders HttpStatus MediaType ResponseEntity",
    "org.springframework.stereotype": "Component Controller Repository Service",
    "org.springframework.transaction.annotation": "Transactional",
    "org.springframework.jdbc.core": "JdbcOperations JdbcTemplate RowMapper",
    "org.springframework.web.client": "RestClient RestTemplate",
    "org.springframework.web.servlet": "ModelAndView",
    "org.hibernate": "Query Session SessionFactory Transaction",
    "okhttp3": "OkHttpClient Request Response",
}
# Names so distinct that they mean the same where nothing is imported: a snippet, code that is being written.
_DISTINCT = (
    "HttpServletRequest HttpServletResponse HttpSession HttpServlet ServletRequest ServletResponse Cookie "
    "JdbcTemplate RestTemplate EntityManager PreparedStatement CallableStatement DriverManager DataSource "
    "ResultSet Connection Statement "
    "MessageDigest SecureRandom KeyPairGenerator Cipher KeyGenerator NullCipher IvParameterSpec SecretKeySpec "
    "GCMParameterSpec SSLContext HttpsURLConnection HttpURLConnection Socket ServerSocket URL URI "
    "XMLDecoder DocumentBuilderFactory SAXParserFactory XMLInputFactory TransformerFactory XPathFactory "
    "ScriptEngine ScriptEngineManager InitialDirContext DirContext HttpClient HttpRequest ObjectInputStream "
    "PosixFilePermission PosixFilePermissions "
    "File FileInputStream FileOutputStream FileReader FileWriter Files Paths RandomAccessFile Random Base64 "
    "HashMap ArrayList LinkedList Properties UUID BigDecimal SimpleDateFormat Executors "
    "RequestParam PathVariable RequestBody RequestHeader CookieValue GetMapping PostMapping PutMapping "
    "DeleteMapping PatchMapping RequestMapping RestController Controller Service Transactional ResponseEntity "
    "ModelAndView QueryParam PathParam FormParam HeaderParam"
)
_ALONE = frozenset(_DISTINCT.split())
PACKAGES: Mapping[str, tuple[str, ...]] = {
    package: tuple(names.split()) for package, names in _CLASSES.items()
}
ALWAYS: Mapping[str, str] = {
    **{name: f"{package}.{name}" for package, names in PACKAGES.items() for name in names if name in _ALONE},
    **{name: f"java.lang.{name}" for name in _LANG.split()},
}
